// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IssuerId, IssuerNumber, ListId } from "../Types.sol";
import { IIssuerDirectory } from "./IIssuerDirectory.sol";

/// @title The published heads of the status lists
/// @notice Per list an append-only history of heads. A head is one word,
/// SHA-256('citywallet/head/v1' ‖ chainId u64 ‖ contract 20 B ‖ listId ‖ sequence u64 ‖ bits u8 ‖ entries u64 ‖ root
/// ‖ tokenDigest), and the event of its block holds the parts. Nobody can be shown another list than everybody else,
/// and what was published at a past time stays provable.
/// @dev Only roots over whole lists and digests of public documents come here: nothing about a credential.
interface IStatusAnchor {
    /// @notice What is known of a list besides its heads.
    struct ListRecord {
        uint64 sequence; // slot 0, with all that follows, since every head writes it; 0 before the first head
        uint64 entries; // of the newest head
        uint40 anchoredAt; // block time of the newest head
        IssuerNumber issuer; // whose list it is, by the directory's number
        uint8 bits; // 1, 2, 4 or 8 per entry; never 0 in a list that exists
    }

    /// @notice The next head of one list.
    struct Update {
        ListId list;
        uint64 sequence; // one more than the newest head's; the first is 1
        uint8 bits; // as registered
        uint64 entries; // at least as many as before
        bytes32 root; // RFC 9162 tree over the uncompressed list in chunks of 32 bytes
        bytes32 tokenDigest; // SHA-256 of the signed status list token
    }

    /// @notice A list exists from now on.
    event ListRegistered(
        ListId indexed list, IssuerId indexed issuerId, string uri, uint8 bits, uint64 entries
    );

    /// @notice A head was added; with chain id and contract these are all its parts.
    event HeadAnchored(
        ListId indexed list,
        uint64 indexed sequence,
        uint8 bits,
        uint64 entries,
        bytes32 root,
        bytes32 tokenDigest
    );

    /// @notice The list was registered before.
    error ListKnown(ListId list);

    /// @notice Nobody registered the list.
    error ListUnknown(ListId list);

    /// @notice The caller anchors for `callerIssuer`, the list is of `listIssuer` (numbers of the directory).
    error ListOfAnotherIssuer(ListId list, IssuerNumber listIssuer, IssuerNumber callerIssuer);

    /// @notice A status list has 1, 2, 4 or 8 bits per entry.
    error BitsUnsupported(uint8 bits);

    /// @notice A list has at least one entry.
    error EntriesMissing();

    /// @notice The bits of a list never change.
    error BitsChanged(ListId list, uint8 registered, uint8 given);

    /// @notice A list never loses entries.
    error EntriesShrank(ListId list, uint64 recorded, uint64 given);

    /// @notice The sequence grows by exactly one.
    error SequenceNotNext(ListId list, uint64 recorded, uint64 given);

    /// @notice A publication names at least one list.
    error NothingToPublish();

    /// @notice Registers a list of the issuer for which the caller anchors.
    /// @dev The identifier takes the issuer from the caller's account, so that nobody can take another's URI; about
    /// the URI nothing else is checked.
    function registerList(string calldata uri, uint8 bits, uint64 entries) external returns (ListId);

    /// @notice Adds one head to each of several lists of the issuer for which the caller anchors; all or none.
    function publish(Update[] calldata updates) external;

    /// @notice The directory that says who may anchor.
    function DIRECTORY() external view returns (IIssuerDirectory);

    /// @notice The identifier of an issuer's list.
    function listIdOf(IssuerId issuerId, string calldata uri) external pure returns (ListId);

    /// @notice The record of a list; `bits` is 0 if nobody registered it.
    function listRecord(ListId list) external view returns (ListRecord memory);

    /// @notice The newest head of a list; all zero before the first.
    function currentHead(ListId list) external view returns (uint64 sequence, bytes32 head, uint40 anchoredAt);

    /// @notice The head with this sequence; both zero if there is none.
    function headBySequence(ListId list, uint64 sequence)
        external
        view
        returns (bytes32 head, uint40 anchoredAt);

    /// @notice The head that was the newest at `time`, the highest of several in one block; all zero if `time` lies
    /// before the first head.
    /// @dev Settled for all time once a block after `time` exists.
    function headAt(ListId list, uint40 time)
        external
        view
        returns (uint64 sequence, bytes32 head, uint40 anchoredAt);
}
