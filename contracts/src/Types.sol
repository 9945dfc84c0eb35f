// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// SHA-256 of a credential issuer identifier (its URL, in UTF-8).
type IssuerId is bytes32;

/// SHA-256 of a credential type's `vct`.
type TypeId is bytes32;

/// SHA-256('citywallet/list/v1' ‖ issuerId ‖ status list URI).
type ListId is bytes32;

/// The place of an issuer in the directory, from 1: four bytes where a contract would else keep thirty-two.
type IssuerNumber is uint32;

/// What a key of an issuer may sign. The numbers are final: off-chain code relies on them.
enum KeyPurpose {
    Credential,
    Status,
    Attestation
}

/// A span of block times in Unix seconds: `start` belongs to it, `end` does not; an `end` of 0 is open.
struct Period {
    uint40 start;
    uint40 end;
}

/// The life of one key of an issuer. A key has one epoch and never a second.
struct KeyEpoch {
    bytes32 thumbprint; // slot 0: RFC 7638, SHA-256
    KeyPurpose purpose; // slot 1, with the times: one read answers "was it good at T"
    uint40 validFrom; // never 0 in an epoch that exists
    uint40 validUntil; // 0: open
    uint40 compromisedSince; // 0: not known to be compromised
}
