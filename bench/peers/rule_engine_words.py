"""Run by the peer's own Python: word rules against one text with the rule-engine package, timed.

Reads from standard input a JSON object: ``text`` folded, ``rules`` as [any, all, none] lists of words, ``seconds`` to measure for.
Writes one: ``held`` the numbers of the rules that hold, ``build`` seconds, ``runs`` seconds of each run.
"""

import json
import re
import sys
import time

import rule_engine


def expression(any_of: list[str], all_of: list[str], none_of: list[str]) -> str:
    """Return a word rule as rule-engine writes it."""
    parts = []
    if any_of:
        parts.append(searched(any_of))
    parts += [searched([word]) for word in all_of]
    if none_of:
        parts.append(f"not ({searched(none_of)})")
    return " and ".join(parts)


def searched(words: list[str]) -> str:
    """Return the search for one of several words."""
    pattern = "|".join(re.escape(word) for word in words).replace("\\", "\\\\")
    return f'text =~~ "\\\\b(?:{pattern})\\\\b"'


def main() -> None:
    """Measure and write."""
    given = json.load(sys.stdin)
    began = time.process_time()
    rules = [rule_engine.Rule(expression(*rule)) for rule in given["rules"]]
    build = time.process_time() - began
    message = {"text": given["text"]}
    held = [number for number, rule in enumerate(rules) if rule.matches(message)]
    runs: list[float] = []
    while sum(runs) < given["seconds"] or not runs:
        began = time.process_time()
        for rule in rules:
            rule.matches(message)
        runs.append(time.process_time() - began)
    json.dump({"held": held, "build": build, "runs": runs}, sys.stdout)


main()
