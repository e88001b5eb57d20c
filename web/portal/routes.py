"""All pages of the portal, in the order they are looked for."""

from fastapi import APIRouter

from web.portal import (
    account,
    consents,
    doors,
    factor,
    home,
    linking,
    links,
    look,
    own_requests,
    passkeys,
    provider,
    report_follow,
    reports,
    sending,
)

routers: tuple[APIRouter, ...] = (
    provider.arrivals,
    home.pages,
    look.pages,
    *(doors.pages, doors.posts, account.pages, account.posts, factor.pages, factor.posts, links.pages, links.posts),
    *(passkeys.pages, passkeys.posts),
    *(linking.pages, linking.posts, provider.pages, provider.posts),
    own_requests.pages,
    own_requests.posts,
    sending.pages,
    sending.uploads,
    *(sending.posts, consents.posts),
    *(reports.pages, report_follow.pages, report_follow.posts, report_follow.links),
)
