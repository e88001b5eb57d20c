"""All pages about rules, in the order in which they are looked for."""

from web.pages import rule_departments, rule_drafts, rule_editing, rule_examples, rule_subjects, rule_trying, rules

routers = (
    rules.pages,
    rule_drafts.pages,
    rule_drafts.posts,
    rule_editing.pages,
    rule_editing.posts,
    rule_trying.pages,
    rule_trying.posts,
    rule_examples.pages,
    rule_examples.posts,
    rule_subjects.pages,
    rule_subjects.posts,
    rule_departments.pages,
    rule_departments.posts,
)
