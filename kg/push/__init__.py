"""Pushes a store into a triple store over HTTP: what has changed, resumed after any end, verified by counting."""

from kg.push.damage import Damage
from kg.push.plan import Mode, Plan, Tell
from kg.push.sending import Pushed, plan, push
from kg.push.target import Target
from kg.push.wire import Wire

__all__ = ["Damage", "Mode", "Plan", "Pushed", "Target", "Tell", "Wire", "plan", "push"]
