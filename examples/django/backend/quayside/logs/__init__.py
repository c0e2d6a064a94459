"""The log of every app: `log = get_logger(__name__)`, then `log.info("table made", harbour=name)`."""

import logging

OWN_ARGUMENTS = ("exc_info", "stack_info", "stacklevel")


class Log(logging.LoggerAdapter):
    """Takes what belongs to an event as named arguments, so that no text is put together that holds them."""

    def process(self, event, named):
        own = {name: named.pop(name) for name in OWN_ARGUMENTS if name in named}
        return event, {**own, "extra": {"fields": named}}


def get_logger(name):
    return Log(logging.getLogger(name), None)
