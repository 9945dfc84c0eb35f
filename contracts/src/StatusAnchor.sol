// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IIssuerDirectory } from "./interfaces/IIssuerDirectory.sol";
import { IStatusAnchor } from "./interfaces/IStatusAnchor.sol";
import { IssuerId, IssuerNumber, ListId } from "./Types.sol";

/// @title StatusAnchor
contract StatusAnchor is IStatusAnchor {
    /// @dev Six times of 40 bits to a word: one new word in six heads.
    uint256 private constant TIMES_PER_WORD = 6;
    uint256 private constant TIME_BITS = 40;

    /// @inheritdoc IStatusAnchor
    IIssuerDirectory public immutable override DIRECTORY;

    mapping(ListId list => ListRecord) private _records;
    mapping(ListId list => mapping(uint64 sequence => bytes32 head)) private _heads;
    mapping(ListId list => mapping(uint256 wordIndex => uint256 times)) private _times;

    /// @param directory who may anchor, for the life of this contract
    constructor(IIssuerDirectory directory) {
        DIRECTORY = directory;
    }

    /// @inheritdoc IStatusAnchor
    function registerList(string calldata uri, uint8 bits, uint64 entries) external returns (ListId list) {
        if (bits != 1 && bits != 2 && bits != 4 && bits != 8) revert BitsUnsupported(bits);
        if (entries == 0) revert EntriesMissing();
        (IssuerId issuerId, IssuerNumber issuer) = DIRECTORY.anchoringIssuer(msg.sender);
        list = listIdOf(issuerId, uri);
        if (_records[list].bits != 0) revert ListKnown(list);

        _records[list] =
            ListRecord({ sequence: 0, entries: entries, anchoredAt: 0, issuer: issuer, bits: bits });
        emit ListRegistered(list, issuerId, uri, bits, entries);
    }

    /// @inheritdoc IStatusAnchor
    function publish(Update[] calldata updates) external {
        if (updates.length == 0) revert NothingToPublish();
        (, IssuerNumber issuer) = DIRECTORY.anchoringIssuer(msg.sender);
        for (uint256 i = 0; i < updates.length; ++i) {
            _anchor(updates[i], issuer);
        }
    }

    /// @inheritdoc IStatusAnchor
    function listRecord(ListId list) external view returns (ListRecord memory) {
        return _records[list];
    }

    /// @inheritdoc IStatusAnchor
    function currentHead(ListId list)
        external
        view
        returns (uint64 sequence, bytes32 head, uint40 anchoredAt)
    {
        sequence = _records[list].sequence;
        return (sequence, _heads[list][sequence], _records[list].anchoredAt);
    }

    /// @inheritdoc IStatusAnchor
    function headBySequence(ListId list, uint64 sequence)
        external
        view
        returns (bytes32 head, uint40 anchoredAt)
    {
        if (sequence == 0) return (bytes32(0), 0);
        return (_heads[list][sequence], _timeOf(list, sequence));
    }

    /// @inheritdoc IStatusAnchor
    function headAt(ListId list, uint40 time)
        external
        view
        returns (uint64 sequence, bytes32 head, uint40 anchoredAt)
    {
        sequence = _sequenceAt(list, time);
        if (sequence == 0) return (0, bytes32(0), 0);
        return (sequence, _heads[list][sequence], _timeOf(list, sequence));
    }

    /// @inheritdoc IStatusAnchor
    function listIdOf(IssuerId issuerId, string calldata uri) public pure returns (ListId) {
        return ListId.wrap(sha256(abi.encodePacked("citywallet/list/v1", issuerId, uri)));
    }

    function _anchor(Update calldata update, IssuerNumber callerIssuer) private {
        ListId list = update.list;
        ListRecord memory record = _records[list];
        _checkFollows(update, record, callerIssuer);

        record.sequence = update.sequence;
        record.entries = update.entries;
        record.anchoredAt = uint40(block.timestamp);
        _records[list] = record;
        _heads[list][update.sequence] = _headOf(update);
        _recordTime(list, update.sequence);
        emit HeadAnchored(list, update.sequence, update.bits, update.entries, update.root, update.tokenDigest);
    }

    function _checkFollows(Update calldata update, ListRecord memory record, IssuerNumber callerIssuer)
        private
        pure
    {
        ListId list = update.list;
        if (record.bits == 0) revert ListUnknown(list);
        if (IssuerNumber.unwrap(record.issuer) != IssuerNumber.unwrap(callerIssuer)) {
            revert ListOfAnotherIssuer(list, record.issuer, callerIssuer);
        }
        if (update.sequence != record.sequence + 1) {
            revert SequenceNotNext(list, record.sequence, update.sequence);
        }
        if (update.bits != record.bits) revert BitsChanged(list, record.bits, update.bits);
        if (update.entries < record.entries) revert EntriesShrank(list, record.entries, update.entries);
    }

    function _recordTime(ListId list, uint64 sequence) private {
        (uint256 wordIndex, uint256 shift) = _placeOf(sequence);
        _times[list][wordIndex] |= uint256(uint40(block.timestamp)) << shift;
    }

    function _headOf(Update calldata update) private view returns (bytes32) {
        return sha256(
            abi.encodePacked(
                "citywallet/head/v1",
                uint64(block.chainid),
                address(this),
                update.list,
                update.sequence,
                update.bits,
                update.entries,
                update.root,
                update.tokenDigest
            )
        );
    }

    /// @dev Times never fall, so the last of equal times is found: the higher sequence of two heads in one block.
    function _sequenceAt(ListId list, uint40 time) private view returns (uint64) {
        uint64 low = 0; // as if a head of sequence 0 had been there before all time
        uint64 high = _records[list].sequence;
        while (low < high) {
            uint64 middle = high - (high - low) / 2;
            if (_timeOf(list, middle) <= time) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    function _timeOf(ListId list, uint64 sequence) private view returns (uint40) {
        (uint256 wordIndex, uint256 shift) = _placeOf(sequence);
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint40(_times[list][wordIndex] >> shift); // the cast cuts the other times of the word off
    }

    function _placeOf(uint64 sequence) private pure returns (uint256 wordIndex, uint256 shift) {
        uint256 position = sequence - 1;
        return (position / TIMES_PER_WORD, (position % TIMES_PER_WORD) * TIME_BITS);
    }
}
