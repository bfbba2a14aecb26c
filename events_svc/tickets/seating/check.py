"""What must never break of seats, asked of a live database; joined to the others in tickets/check.py."""

CHECKS = {
    "ticket {id} names seat {seat_id}, but does not have it": """
        SELECT ticket.id, ticket.seat_id FROM ticket
        LEFT JOIN seat_taking AS taking ON taking.ticket_id = ticket.id
          AND taking.seat_id = ticket.seat_id AND taking.event_id = ticket.event_id
        WHERE ticket.state IN ('held', 'valid', 'blocked') AND ticket.seat_id IS NOT NULL
          AND taking.id IS NULL""",
    "ticket {id} is {state} and has seat {seat_id}": """
        SELECT ticket.id, ticket.state, taking.seat_id FROM seat_taking AS taking
        JOIN ticket ON ticket.id = taking.ticket_id
        WHERE ticket.state = 'cancelled' OR ticket.seat_id IS NULL
           OR ticket.seat_id <> taking.seat_id""",
    "cart item {id} names seat {seat_id}, but does not have it": """
        SELECT item.id, item.seat_id FROM cart_item AS item
        JOIN cart ON cart.id = item.cart_id AND cart.ended_at IS NULL
        LEFT JOIN seat_taking AS taking ON taking.cart_item_id = item.id
          AND taking.seat_id = item.seat_id
        WHERE item.seat_id IS NOT NULL AND taking.id IS NULL""",
    "seat {seat_id} is taken at event {event_id}, and is not there any more": """
        SELECT taking.seat_id, taking.event_id FROM seat_taking AS taking
        JOIN seat ON seat.id = taking.seat_id JOIN event ON event.id = taking.event_id
        WHERE seat.is_removed AND event.ends_at > CURRENT_TIMESTAMP""",
}
