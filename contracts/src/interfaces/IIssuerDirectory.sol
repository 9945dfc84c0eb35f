// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IssuerId, IssuerNumber, KeyEpoch, KeyPurpose, Period, TypeId } from "../Types.sol";

/// @title Who may issue which credential types, with which keys, since when
/// @notice A root authority accredits bodies for credential types; a body accredits issuers, only for types of its
/// own scope. The history is kept, so that every question can be asked about a past time.
/// @dev "The authority over an issuer" is its body while that is not withdrawn, and the root at any time. All times
/// are block times in Unix seconds. Nothing in here is about a person.
interface IIssuerDirectory {
    /// @notice `body` may accredit issuers from now on, for the types that `ScopeGranted` names.
    event BodyAccredited(address indexed body);

    /// @notice `body` may do nothing any more, and every accreditation it gave ends now.
    event BodyWithdrawn(address indexed body);

    /// @notice `body` may accredit issuers for `typeId`.
    event ScopeGranted(address indexed body, TypeId indexed typeId);

    /// @notice `body` may accredit no longer for `typeId`, and what it accredited for it ends now.
    event ScopeWithdrawn(address indexed body, TypeId indexed typeId);

    /// @notice `issuerId` is under the authority of `body`: registered by it, or moved to it by the root.
    event IssuerPlaced(IssuerId indexed issuerId, address indexed body);

    /// @notice `issuerId` may issue `typeId` from now on.
    event TypeAccredited(IssuerId indexed issuerId, TypeId indexed typeId, address indexed body);

    /// @notice `issuerId` may issue `typeId` no longer.
    event TypeEnded(IssuerId indexed issuerId, TypeId indexed typeId);

    /// @notice Nothing of `issuerId` counts from now on; if `byRoot`, only the root can reinstate it.
    event IssuerSuspended(IssuerId indexed issuerId, bool byRoot);

    /// @notice The suspension of `issuerId` ends now.
    event IssuerReinstated(IssuerId indexed issuerId);

    /// @notice `account` may anchor for `issuerId`.
    event AnchorAccountAdded(IssuerId indexed issuerId, address indexed account);

    /// @notice `account` may anchor for `issuerId` no longer.
    event AnchorAccountRemoved(IssuerId indexed issuerId, address indexed account);

    /// @notice The epoch of a key begins now.
    event KeyAdded(IssuerId indexed issuerId, bytes32 indexed thumbprint, KeyPurpose purpose);

    /// @notice The epoch of a key ends now.
    event KeyClosed(IssuerId indexed issuerId, bytes32 indexed thumbprint);

    /// @notice `proposer` says that a key is compromised since `since`; nothing changes until it is approved.
    event CompromiseProposed(
        IssuerId indexed issuerId, bytes32 indexed thumbprint, address indexed proposer, uint40 since
    );

    /// @notice A key counts as compromised since `since`.
    event CompromiseApproved(
        IssuerId indexed issuerId, bytes32 indexed thumbprint, address indexed approver, uint40 since
    );

    /// @notice `body` was never accredited, or is withdrawn.
    error BodyNotAccredited(address body);

    /// @notice `body` was accredited before; an account is a body once.
    error BodyKnown(address body);

    /// @notice `body` may not accredit for `typeId` now.
    error TypeOutsideScope(address body, TypeId typeId);

    /// @notice `body` may accredit for `typeId` already.
    error TypeInScope(address body, TypeId typeId);

    /// @notice No body registered `issuerId`.
    error IssuerUnknown(IssuerId issuerId);

    /// @notice `account` has no authority over `issuerId`.
    error NotAuthority(IssuerId issuerId, address account);

    /// @notice `issuerId` may issue `typeId` already, by its present body.
    error TypeAlreadyAccredited(IssuerId issuerId, TypeId typeId);

    /// @notice `issuerId` may not issue `typeId` now.
    error TypeNotAccredited(IssuerId issuerId, TypeId typeId);

    /// @notice `issuerId` is suspended since `since`.
    error IssuerIsSuspended(IssuerId issuerId, uint40 since);

    /// @notice `issuerId` is not suspended.
    error IssuerNotSuspended(IssuerId issuerId);

    /// @notice `issuerId` was suspended by the root, which alone reinstates it.
    error SuspendedByRoot(IssuerId issuerId);

    /// @notice `account` anchors for `issuerId`; an account anchors for one issuer at a time.
    error AnchorAccountTaken(address account, IssuerId issuerId);

    /// @notice `account` anchors for nobody.
    error NotAnchorAccount(address account);

    /// @notice The zero account or the zero identifier was given.
    error ZeroIdentifier();

    /// @notice The issuer has, or had, an epoch of this key.
    error KeyKnown(IssuerId issuerId, bytes32 thumbprint);

    /// @notice The issuer never had this key.
    error KeyUnknown(IssuerId issuerId, bytes32 thumbprint);

    /// @notice The epoch of this key ended at `validUntil`.
    error KeyAlreadyClosed(IssuerId issuerId, bytes32 thumbprint, uint40 validUntil);

    /// @notice A compromise cannot begin after the present block's time.
    error CompromiseInFuture(uint40 since, uint40 now_);

    /// @notice A compromise before the key's epoch would say nothing more than one at its beginning.
    error CompromiseBeforeEpoch(uint40 since, uint40 validFrom);

    /// @notice A compromise may only move to an earlier time.
    error CompromiseNotEarlier(uint40 since, uint40 recorded);

    /// @notice Nothing is proposed for this key, or another time than `since` is.
    error CompromiseNotProposed(IssuerId issuerId, bytes32 thumbprint, uint40 since);

    /// @notice The account that proposed cannot approve.
    error SecondApproverRequired(address proposer);

    /// @notice Accredits a body for the types of `scope`. Only the root.
    function accreditBody(address body, TypeId[] calldata scope) external;

    /// @notice Adds one type to a body's scope. Only the root.
    function grantScope(address body, TypeId typeId) external;

    /// @notice Takes one type from a body's scope; what the body accredited for it ends now. Only the root.
    /// @dev Granting the type again revives none of the accreditations that ended.
    function withdrawScope(address body, TypeId typeId) external;

    /// @notice Withdraws a body for good: its accreditations end now and it may do nothing any more. Only the root.
    /// @dev Its issuers may still anchor. The root has authority over them, and may move them to another body.
    function withdrawBody(address body) external;

    /// @notice Places an issuer under another body. Only the root.
    /// @dev What the former body accredited stays until that body loses its scope or the new one accredits anew.
    function moveIssuer(IssuerId issuerId, address body) external;

    /// @notice Accredits an issuer for types; the first time it registers the issuer under the caller.
    /// @dev Only a body, only for types of its scope, only for its own issuers.
    function accreditIssuer(IssuerId issuerId, TypeId[] calldata typeIds) external;

    /// @notice Ends an issuer's accreditation for one type. Only the authority over the issuer.
    function endAccreditation(IssuerId issuerId, TypeId typeId) external;

    /// @notice Suspends an issuer for all its types, and its anchor accounts. Only the authority over the issuer.
    /// @dev The root may make a body's suspension its own.
    function suspendIssuer(IssuerId issuerId) external;

    /// @notice Ends a suspension: the root any, the body only its own.
    function reinstateIssuer(IssuerId issuerId) external;

    /// @notice Lets an account anchor for an issuer. Only the authority over the issuer.
    function addAnchorAccount(IssuerId issuerId, address account) external;

    /// @notice Stops an account from anchoring. Only the authority over its issuer.
    function removeAnchorAccount(address account) external;

    /// @notice Begins the epoch of a key. Only the authority over the issuer.
    function addKey(IssuerId issuerId, bytes32 thumbprint, KeyPurpose purpose) external;

    /// @notice Ends the epoch of a key. Only the authority over the issuer.
    function closeKey(IssuerId issuerId, bytes32 thumbprint) external;

    /// @notice Proposes that a key is compromised since `since`; replaces an earlier proposal.
    /// Only the authority over the issuer.
    function proposeCompromise(IssuerId issuerId, bytes32 thumbprint, uint40 since) external;

    /// @notice Approves the proposal with exactly this time.
    /// Only another account than the proposer's: the authority over the issuer, or a holder of the approver role.
    function approveCompromise(IssuerId issuerId, bytes32 thumbprint, uint40 since) external;

    /// @notice The issuer for which `account` may anchor in this block, and its number.
    /// @dev Reverts with NotAnchorAccount or IssuerIsSuspended. The end of an accreditation, or of a body, stops no
    /// anchoring: an issuer must always be able to revoke what it issued.
    function anchoringIssuer(address account) external view returns (IssuerId issuerId, IssuerNumber number);

    /// @notice The issuer with this number; zero if there is none. Numbers follow the order of registration.
    function issuerByNumber(IssuerNumber number) external view returns (IssuerId);

    /// @notice The issuer to which `account` is bound, suspended or not; zero if none.
    function issuerOf(address account) external view returns (IssuerId);

    /// @notice The body that has authority over an issuer; zero if nobody registered it.
    function bodyOf(IssuerId issuerId) external view returns (address);

    /// @notice When a body was accredited and withdrawn (0: not withdrawn). Both 0: never accredited.
    function bodyPeriod(address body) external view returns (Period memory);

    /// @notice Whether `body` may accredit for `typeId` in this block.
    function isInScope(address body, TypeId typeId) external view returns (bool);

    /// @notice When an issuer was accredited for a type, and when it was suspended, in order of time.
    /// @dev The end of an accreditation takes in the end of the body's scope and of the body itself.
    function accreditation(IssuerId issuerId, TypeId typeId)
        external
        view
        returns (Period[] memory periods, Period[] memory suspensions);

    /// @notice Whether an issuer was accredited for a type, and not suspended, at `time`.
    function isAccreditedAt(IssuerId issuerId, TypeId typeId, uint40 time) external view returns (bool);

    /// @notice The epoch of a key; `validFrom` is 0 if the issuer never had it.
    function keyEpoch(IssuerId issuerId, bytes32 thumbprint) external view returns (KeyEpoch memory);

    /// @notice All epochs of an issuer, in the order in which they began.
    function keyEpochs(IssuerId issuerId) external view returns (KeyEpoch[] memory);

    /// @notice Whether a key served `purpose`, uncompromised, at `time`.
    function isKeyGoodAt(IssuerId issuerId, bytes32 thumbprint, KeyPurpose purpose, uint40 time)
        external
        view
        returns (bool);
}
