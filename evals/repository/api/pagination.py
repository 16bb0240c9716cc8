"""Pages of long lists, by a cursor that stays right while parcels are added."""

import base64
import json

LARGEST_PAGE = 200


def encode_cursor(last_id):
    """Opaque on purpose: callers shall not make cursors of their own."""
    return base64.urlsafe_b64encode(json.dumps({"after": last_id}).encode()).decode()


def decode_cursor(cursor):
    """A cursor that somebody has changed is a bad request, not a crash."""
    try:
        return int(json.loads(base64.urlsafe_b64decode(cursor))["after"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest(f"bad cursor: {error}") from error


class BadRequest(Exception):
    """What the caller did wrong; the text is shown to them."""


def page_of(parcels, cursor, size):
    """One page in the order of ids, with the cursor of the next one or None at the end."""
    after = decode_cursor(cursor) if cursor else 0
    size = min(size, LARGEST_PAGE)
    rest = [parcel for parcel in parcels if parcel.id > after]
    page = rest[:size]
    return page, encode_cursor(page[-1].id) if len(rest) > size else None
