"""What is offered beside types and quotas: variants, add-ons, bundles, taxes, vouchers, discounts, approvals."""

from starlette.routing import BaseRoute

from events_svc.tickets import errors as refusals
from events_svc.tickets.vouchers import errors as voucher_refusals
from events_svc.web.tickets.offered import api, api_parts, approvals, discounts, parts, vouchers

routes: list[BaseRoute] = [
    *parts.routes,
    *vouchers.routes,
    *discounts.routes,
    *approvals.routes,
    *api.routes,
    *api_parts.routes,
]

errors: dict[type[Exception], int] = {
    refusals.PartOfItself: 409,
    refusals.BundleTooDear: 409,
    voucher_refusals.TooFewToKeep: 409,
    voucher_refusals.TargetUnclear: 409,
    voucher_refusals.CodeTaken: 409,
    voucher_refusals.UsedMoreOften: 409,
    voucher_refusals.SpentMore: 409,
}
