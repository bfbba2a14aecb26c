"""What must never break of vouchers and prices, asked of a live database."""

_STANDS = "ticket.state IN ('held', 'valid', 'blocked')"

CHECKS = {
    "voucher {id}: {used} uses are counted, {really} tickets and carts use it": f"""
        SELECT id, used, really FROM (
          SELECT id, used, (SELECT COUNT(*) FROM ticket WHERE voucher_id = voucher.id AND {_STANDS})
            + (SELECT COUNT(*) FROM cart_item JOIN cart ON cart.id = cart_item.cart_id
               WHERE voucher_id = voucher.id AND cart.ended_at IS NULL) AS really
          FROM voucher) AS counted WHERE used <> really""",  # noqa: S608 ours
    "voucher {id}: {spent_minor} of its budget are counted, {really} came off tickets": f"""
        SELECT id, spent_minor, really FROM (
          SELECT id, spent_minor, (SELECT COALESCE(SUM(voucher_minor), 0) FROM ticket
            WHERE voucher_id = voucher.id AND {_STANDS}) AS really
          FROM voucher) AS counted WHERE spent_minor <> really""",  # noqa: S608 ours
    "voucher {id} keeps {reserved} places, though it keeps none": """
        SELECT id, reserved FROM voucher
        WHERE reserved > 0 AND (withdrawn_at IS NOT NULL OR NOT reserves_quota)""",
    "ticket {id}: {tax_minor} is not the tax in {price_minor} at {tax_rate_bp} basis points": """
        SELECT id, tax_minor, price_minor, tax_rate_bp FROM ticket
        WHERE tax_minor <> (2 * price_minor * tax_rate_bp + 10000 + tax_rate_bp)
          / (2 * (10000 + tax_rate_bp))""",
    "seat taking {id}: its cart is over": """
        SELECT seat_taking.id FROM seat_taking
        JOIN cart_item ON cart_item.id = seat_taking.cart_item_id
        JOIN cart ON cart.id = cart_item.cart_id WHERE cart.ended_at IS NOT NULL""",
}
