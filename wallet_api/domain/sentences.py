"""Every sentence that the wallet says when something is not done, by its code."""

from citywallet.protocol.bilingual import BilingualText
from wallet_api.domain.errors import WalletError
from wallet_api.domain.refresh_errors import RefreshFailed


def sentences() -> dict[str, BilingualText]:
    """What the person reads for each code."""
    classes = (*_with_subclasses(WalletError), *_with_subclasses(RefreshFailed))
    return {cls.code: BilingualText(ko=cls.korean, en=cls.english) for cls in classes}


def _with_subclasses(cls: type[WalletError]) -> list[type[WalletError]]:
    return [cls, *(found for child in cls.__subclasses__() for found in _with_subclasses(child))]
