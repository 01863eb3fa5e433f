from tests.fixtures.accounts import quick_hashes  # noqa: F401
from tests.fixtures.house import client, house, store  # noqa: F401
from tests.fixtures.recognised import accounts_engine  # noqa: F401
