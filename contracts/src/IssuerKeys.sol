// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IIssuerDirectory } from "./interfaces/IIssuerDirectory.sol";
import { IssuerId, KeyEpoch, KeyPurpose } from "./Types.sol";

/// @title IssuerKeys
/// @notice The part of the directory that holds the key epochs of the issuers.
/// @dev Who has authority over an issuer is the directory's to say.
abstract contract IssuerKeys is IIssuerDirectory {
    struct Compromise {
        address proposer; // slot 0, with the time; zero: nothing is proposed
        uint40 since;
    }

    /// @notice Who may approve compromises besides the authority over the issuer; given by the root.
    bytes32 public constant COMPROMISE_APPROVER = keccak256("COMPROMISE_APPROVER");

    mapping(IssuerId => mapping(bytes32 thumbprint => KeyEpoch)) private _keys;
    mapping(IssuerId => bytes32[] thumbprints) private _thumbprints;
    mapping(IssuerId => mapping(bytes32 thumbprint => Compromise)) private _compromises;

    modifier onlyAuthority(IssuerId issuerId) {
        _checkAuthority(issuerId, msg.sender);
        _;
    }

    /// @inheritdoc IIssuerDirectory
    function addKey(IssuerId issuerId, bytes32 thumbprint, KeyPurpose purpose)
        external
        onlyAuthority(issuerId)
    {
        if (thumbprint == 0) revert ZeroIdentifier();
        if (_keys[issuerId][thumbprint].validFrom != 0) revert KeyKnown(issuerId, thumbprint);
        _keys[issuerId][thumbprint] = KeyEpoch({
            thumbprint: thumbprint, purpose: purpose, validFrom: _now(), validUntil: 0, compromisedSince: 0
        });
        _thumbprints[issuerId].push(thumbprint);
        emit KeyAdded(issuerId, thumbprint, purpose);
    }

    /// @inheritdoc IIssuerDirectory
    function closeKey(IssuerId issuerId, bytes32 thumbprint) external onlyAuthority(issuerId) {
        KeyEpoch storage epoch = _existingKey(issuerId, thumbprint);
        if (epoch.validUntil != 0) revert KeyAlreadyClosed(issuerId, thumbprint, epoch.validUntil);
        epoch.validUntil = _now();
        emit KeyClosed(issuerId, thumbprint);
    }

    /// @inheritdoc IIssuerDirectory
    function proposeCompromise(IssuerId issuerId, bytes32 thumbprint, uint40 since)
        external
        onlyAuthority(issuerId)
    {
        KeyEpoch storage epoch = _existingKey(issuerId, thumbprint);
        if (since > _now()) revert CompromiseInFuture(since, _now());
        if (since < epoch.validFrom) revert CompromiseBeforeEpoch(since, epoch.validFrom);
        uint40 recorded = epoch.compromisedSince;
        if (recorded != 0 && since >= recorded) revert CompromiseNotEarlier(since, recorded);
        _compromises[issuerId][thumbprint] = Compromise({ proposer: msg.sender, since: since });
        emit CompromiseProposed(issuerId, thumbprint, msg.sender, since);
    }

    /// @inheritdoc IIssuerDirectory
    /// @dev The time was checked when it was proposed, and only an approval, which ends the proposal, could change that.
    function approveCompromise(IssuerId issuerId, bytes32 thumbprint, uint40 since) external {
        if (!_isCompromiseApprover(msg.sender)) _checkAuthority(issuerId, msg.sender);
        Compromise memory proposed = _compromises[issuerId][thumbprint];
        if (proposed.proposer == address(0) || proposed.since != since) {
            revert CompromiseNotProposed(issuerId, thumbprint, since);
        }
        if (proposed.proposer == msg.sender) revert SecondApproverRequired(msg.sender);
        delete _compromises[issuerId][thumbprint];
        _keys[issuerId][thumbprint].compromisedSince = since;
        emit CompromiseApproved(issuerId, thumbprint, msg.sender, since);
    }

    /// @inheritdoc IIssuerDirectory
    function keyEpoch(IssuerId issuerId, bytes32 thumbprint) external view returns (KeyEpoch memory) {
        return _keys[issuerId][thumbprint];
    }

    /// @inheritdoc IIssuerDirectory
    function keyEpochs(IssuerId issuerId) external view returns (KeyEpoch[] memory epochs) {
        bytes32[] storage thumbprints = _thumbprints[issuerId];
        epochs = new KeyEpoch[](thumbprints.length);
        for (uint256 i = 0; i < epochs.length; ++i) {
            epochs[i] = _keys[issuerId][thumbprints[i]];
        }
    }

    /// @inheritdoc IIssuerDirectory
    function isKeyGoodAt(IssuerId issuerId, bytes32 thumbprint, KeyPurpose purpose, uint40 time)
        external
        view
        returns (bool)
    {
        KeyEpoch memory epoch = _keys[issuerId][thumbprint];
        return epoch.validFrom != 0 && epoch.purpose == purpose && epoch.validFrom <= time
            && (epoch.validUntil == 0 || time < epoch.validUntil)
            && (epoch.compromisedSince == 0 || time < epoch.compromisedSince);
    }

    function _checkAuthority(IssuerId issuerId, address account) internal view virtual;

    function _isCompromiseApprover(address account) internal view virtual returns (bool);

    function _now() internal view returns (uint40) {
        return uint40(block.timestamp);
    }

    function _existingKey(IssuerId issuerId, bytes32 thumbprint)
        private
        view
        returns (KeyEpoch storage epoch)
    {
        epoch = _keys[issuerId][thumbprint];
        if (epoch.validFrom == 0) revert KeyUnknown(issuerId, thumbprint);
    }
}
