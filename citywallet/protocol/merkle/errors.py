"""What can be wrong with a Merkle proof."""

from citywallet.protocol.errors import ProtocolError


class InclusionProofInvalid(ProtocolError):
    """The path does not lead from the leaf, at its index, to the root of a tree of that size."""

    public = "A proof does not match the published root."


class ConsistencyProofInvalid(ProtocolError):
    """The path does not show that the newer tree only appends to the older one."""

    public = "A log does not continue its earlier state."
