"""Who may do what with carts, variants, vouchers, discounts, taxes and approvals."""

from events_svc.events.models import Event
from events_svc.tickets.assort import VariantFacts, add_tax_rule, add_variant
from events_svc.tickets.carts.fill import fill
from events_svc.tickets.carts.models import CartItem
from events_svc.tickets.draft import Line
from events_svc.tickets.vouchers.discounts import DiscountFacts, add_discount
from events_svc.tickets.vouchers.issue import VoucherFacts, issue
from tests.access import ROLES, Access
from tests.tickets.factories import make_type

ORGANISERS = frozenset({"owner", "organiser"})
MONEY = frozenset({"owner", "organiser", "finance"})
EVENT = "/organiser/events/{slug}"
TYPE = EVENT + "/ticket-types/{id:int}"
API = "/api/v1/events/{slug}"
OF_TYPE = API + "/ticket-types/{id:int}"
CARTS = API + "/carts"
EVERYBODY = frozenset(ROLES)
PLAIN, OF_VARIANT = {"id": "{plain_type}"}, {"id": "{varied_type}", "variant": "{variant}"}
VOUCHER, DISCOUNT, TAX = {"id": "{voucher}"}, {"id": "{discount}"}, {"id": "{tax}"}
CART = {"secret": "{cart_secret}"}

ACCESS = {
    f"POST {TYPE}/variants": Access(422, roles=ORGANISERS, path=PLAIN),
    "POST " + TYPE + "/variants/{variant:int}": Access(422, roles=ORGANISERS, path=OF_VARIANT),
    f"POST {TYPE}/addons": Access(422, roles=ORGANISERS, path=PLAIN),
    f"POST {TYPE}/parts": Access(422, roles=ORGANISERS, path=PLAIN),
    f"POST {EVENT}/taxes": Access(422, roles=ORGANISERS),
    "POST " + EVENT + "/taxes/{id:int}": Access(422, roles=ORGANISERS, path=TAX),
    f"GET {EVENT}/vouchers": Access(200, roles=ORGANISERS),
    f"POST {EVENT}/vouchers": Access(303, roles=ORGANISERS),
    f"GET {EVENT}/vouchers.csv": Access(200, roles=ORGANISERS),
    "GET " + EVENT + "/vouchers/{id:int}": Access(200, roles=ORGANISERS, path=VOUCHER),
    "POST " + EVENT + "/vouchers/{id:int}": Access(303, roles=ORGANISERS, path=VOUCHER),
    "POST " + EVENT + "/vouchers/{id:int}/withdrawal": Access(303, roles=ORGANISERS, path=VOUCHER),
    f"GET {EVENT}/discounts": Access(200, roles=ORGANISERS),
    f"POST {EVENT}/discounts": Access(422, roles=ORGANISERS),
    "GET " + EVENT + "/discounts/{id:int}": Access(200, roles=ORGANISERS, path=DISCOUNT),
    "POST " + EVENT + "/discounts/{id:int}": Access(422, roles=ORGANISERS, path=DISCOUNT),
    "POST " + EVENT + "/orders/{code}/approval": Access(409, roles=MONEY),
    "POST " + EVENT + "/orders/{code}/approval/refusal": Access(409, roles=MONEY),
    f"GET {API}/vouchers": Access(200, roles=ORGANISERS),
    f"POST {API}/vouchers": Access(201, roles=ORGANISERS),
    "DELETE " + API + "/vouchers/{id:int}": Access(204, roles=ORGANISERS, path=VOUCHER),
    "POST " + API + "/ticket-types/{id:int}/variants": Access(
        422, roles=EVERYBODY, other=422, path=PLAIN
    ),
    f"GET {OF_TYPE}/addons": Access(200, roles=EVERYBODY, path=PLAIN),
    f"PUT {OF_TYPE}/addons": Access(422, roles=EVERYBODY, other=422, path=PLAIN),
    f"GET {OF_TYPE}/parts": Access(200, roles=EVERYBODY, path=PLAIN),
    f"PUT {OF_TYPE}/parts": Access(422, roles=EVERYBODY, other=422, path=PLAIN),
    f"GET {API}/discounts": Access(200, roles=ORGANISERS),
    f"POST {API}/discounts": Access(422, roles=EVERYBODY, other=422),
    "GET " + API + "/discounts/{id:int}": Access(200, roles=ORGANISERS, path=DISCOUNT),
    "PUT " + API + "/discounts/{id:int}": Access(422, roles=EVERYBODY, other=422, path=DISCOUNT),
    f"POST {CARTS}": Access(422),
    "GET " + CARTS + "/{secret}": Access(200, path=CART),
    "PUT " + CARTS + "/{secret}": Access(422, path=CART),
    "DELETE " + CARTS + "/{secret}": Access(204, path=CART),
    "POST " + CARTS + "/{secret}/lines": Access(422, path=CART),
    "POST " + CARTS + "/{secret}/order": Access(422, path=CART),
    "DELETE " + CARTS + "/{secret}/items/{item:int}": Access(204, path=CART),
}


async def furnish(event: Event) -> dict[str, str]:
    """A cart, a voucher, a discount, a tax, and a type with a variant."""
    plain, varied = await make_type(event, "Plain"), await make_type(event, "Varied")
    variant = await add_variant(varied, VariantFacts({"en": "Friday"}))
    cart = await fill(event.slug, [Line(plain.id, 1)])
    return {
        "plain_type": str(plain.id),
        "varied_type": str(varied.id),
        "variant": str(variant.id),
        "voucher": str((await issue(event, VoucherFacts())).id),
        "discount": str((await add_discount(event, DiscountFacts({"en": "Early"}, 1000))).id),
        "tax": str((await add_tax_rule(event, {"en": "VAT"}, rate_bp=600)).id),
        "cart_secret": cart.secret,
        "item": str((await CartItem.get(cart_id=cart.id)).id),
    }
