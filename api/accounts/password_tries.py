"""Checking a password of somebody who is not signed in, and how often that may be tried."""

from api.accounts.devices import Caller, known_device
from api.accounts.hash_queue import HASHES_WAITING, STRANGERS_WAITING
from api.accounts.secrets import password_fits
from api.core.errors import Busy
from api.core.rate_limit import Limit, Limiter

_Count = tuple[Limit, *tuple[str, ...]]


class PasswordTries:
    """Compares passwords, and counts wrong ones by account and device.

    A device on which the account has signed in before has a count of its own. Unknown devices are
    counted by network, so that a stranger does not lock the owner out.

    Parameters
    ----------
    limiter
        Counts them.
    """

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def fits(
        self,
        caller: Caller,
        email: str,
        password: str,
        password_hash: str | None,
        *,
        invitation_id: str | None = None,
    ) -> bool:
        """Whether a password is that of the account of an e-mail address.

        Parameters
        ----------
        caller
            Who tries it.
        email, password
            What was sent.
        password_hash
            Of the account; None where there is no account.
        invitation_id
            Of the invitation with which it is tried, which is counted as well.

        Raises
        ------
        TooMany
            If it was tried too often.
        Busy
            If too many others wait for theirs.
        """
        device = known_device(caller, email, password_hash)
        sign_in: _Count = (Limit.SIGN_INS, email)
        if device is not None:
            tries: list[_Count] = [(Limit.TRIES, device, email)]
            await self._limiter.take(*sign_in)
        else:
            tries = [(Limit.TRIES, caller.network, email), (Limit.STRANGERS_TRIES, email)]
            if invitation_id is not None:
                tries.append((Limit.TRIES, invitation_id, email))
            if not caller.is_counted:
                await self._limiter.take(Limit.STRANGERS, caller.network)
        for count in tries:
            await self._limiter.take(*count)
        most_waiting = STRANGERS_WAITING if device is None else HASHES_WAITING
        try:
            fits = await password_fits(password, password_hash, most_waiting)
        except Busy:
            await self._give_back(tries)
            raise
        if fits:
            if device is None:
                # Strangers' wrong passwords do not count here, or they could lock the owner out.
                await self._limiter.take(*sign_in)
            if device is None or caller.is_counted:
                tries.append((Limit.STRANGERS, caller.network))
            await self._give_back(tries)
        return fits

    async def _give_back(self, counts: list[_Count]) -> None:
        for count in counts:
            await self._limiter.give_back(*count)
