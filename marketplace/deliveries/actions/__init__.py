"""Every write of the delivery book: entries and answers, payments and their answers, replies to a record."""

from marketplace.deliveries.actions.answering import answer_delivery
from marketplace.deliveries.actions.common import Speaker
from marketplace.deliveries.actions.entering import DeliveryDraft, correct_delivery, enter_delivery
from marketplace.deliveries.actions.payments import PaymentDraft, add_payment, answer_payment, record_payment
from marketplace.deliveries.actions.replies import reply_to_track

__all__ = [
    "DeliveryDraft",
    "PaymentDraft",
    "Speaker",
    "add_payment",
    "answer_delivery",
    "answer_payment",
    "correct_delivery",
    "enter_delivery",
    "record_payment",
    "reply_to_track",
]
