"""What must never break of questions and of the waiting list, asked of a live database."""

CHECKS = {
    "answer {id}: its question is of another event than its ticket": """
        SELECT answer.id FROM ticket_answer AS answer
        JOIN ticket ON ticket.id = answer.ticket_id
        JOIN ticket_question AS question ON question.id = answer.question_id
        WHERE ticket.event_id <> question.event_id""",
    "question {id} follows one of another event": """
        SELECT question.id FROM ticket_question AS question
        JOIN ticket_question AS before ON before.id = question.depends_on_id
        WHERE before.event_id <> question.event_id""",
    "waiting {id}: the place that is held is another one": """
        SELECT entry.id FROM waiting_entry AS entry JOIN voucher ON voucher.id = entry.voucher_id
        WHERE voucher.event_id <> entry.event_id OR voucher.max_uses <> 1
          OR voucher.ticket_type_id <> entry.ticket_type_id
          OR COALESCE(voucher.variant_id, 0) <> COALESCE(entry.variant_id, 0)""",
}
