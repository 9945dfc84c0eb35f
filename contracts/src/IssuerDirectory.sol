// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";

import { IIssuerDirectory } from "./interfaces/IIssuerDirectory.sol";
import { IssuerKeys } from "./IssuerKeys.sol";
import { Periods } from "./Periods.sol";
import { IssuerId, IssuerNumber, Period, TypeId } from "./Types.sol";

/// @title IssuerDirectory
/// @dev The default admin of OpenZeppelin's AccessControlDefaultAdminRules is the root: one account, handed on in two
/// steps after a delay.
contract IssuerDirectory is IssuerKeys, AccessControlDefaultAdminRules {
    using Periods for Period[];

    /// @dev An accreditation hangs on the scope period under which it was given: it ends with it and does not come back
    /// with the next.
    struct Grant {
        Period period; // slot 0, with all that follows
        address body;
        uint48 scopeIndex;
    }

    struct Issuer {
        address body; // slot 0, with all that follows: an anchoring reads one word
        uint40 suspendedSince; // 0: not suspended
        bool suspendedByRoot;
        IssuerNumber number;
    }

    mapping(address body => Period) private _bodies;
    mapping(address body => mapping(TypeId => Period[])) private _scopes;
    mapping(IssuerId => Issuer) private _issuers;
    IssuerId[] private _issuerIds; // the issuer with number n is at n - 1
    mapping(IssuerId => mapping(TypeId => Grant[])) private _grants;
    mapping(IssuerId => Period[]) private _suspensions;
    mapping(address account => IssuerId) private _anchors;

    /// @param transferDelay seconds between naming a new root and its first possible acceptance
    /// @param root the root authority
    constructor(uint48 transferDelay, address root) AccessControlDefaultAdminRules(transferDelay, root) { }

    // ---- The root ----

    /// @inheritdoc IIssuerDirectory
    function accreditBody(address body, TypeId[] calldata scope) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (body == address(0)) revert ZeroIdentifier();
        if (_bodies[body].start != 0) revert BodyKnown(body);
        _bodies[body].start = _now();
        emit BodyAccredited(body);
        for (uint256 i = 0; i < scope.length; ++i) {
            _grantScope(body, scope[i]);
        }
    }

    /// @inheritdoc IIssuerDirectory
    function grantScope(address body, TypeId typeId) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _checkBody(body);
        _grantScope(body, typeId);
    }

    /// @inheritdoc IIssuerDirectory
    function withdrawScope(address body, TypeId typeId) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (!isInScope(body, typeId)) revert TypeOutsideScope(body, typeId);
        _scopes[body][typeId].close(_now());
        emit ScopeWithdrawn(body, typeId);
    }

    /// @inheritdoc IIssuerDirectory
    function withdrawBody(address body) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _checkBody(body);
        _bodies[body].end = _now();
        emit BodyWithdrawn(body);
    }

    /// @inheritdoc IIssuerDirectory
    function moveIssuer(IssuerId issuerId, address body) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (_issuers[issuerId].body == address(0)) revert IssuerUnknown(issuerId);
        _checkBody(body);
        _issuers[issuerId].body = body;
        emit IssuerPlaced(issuerId, body);
    }

    // ---- The body ----

    /// @inheritdoc IIssuerDirectory
    function accreditIssuer(IssuerId issuerId, TypeId[] calldata typeIds) external {
        _checkBody(msg.sender);
        _placeUnderCaller(issuerId);
        for (uint256 i = 0; i < typeIds.length; ++i) {
            _accredit(issuerId, typeIds[i]);
        }
    }

    /// @inheritdoc IIssuerDirectory
    function endAccreditation(IssuerId issuerId, TypeId typeId) external onlyAuthority(issuerId) {
        Grant[] storage grants = _grants[issuerId][typeId];
        if (!_isOpen(grants, typeId)) revert TypeNotAccredited(issuerId, typeId);
        grants[grants.length - 1].period.end = _now();
        emit TypeEnded(issuerId, typeId);
    }

    /// @inheritdoc IIssuerDirectory
    function suspendIssuer(IssuerId issuerId) external onlyAuthority(issuerId) {
        Issuer storage issuer = _issuers[issuerId];
        bool byRoot = _isRoot(msg.sender);
        if (issuer.suspendedSince == 0) {
            issuer.suspendedSince = _now();
            _suspensions[issuerId].open(_now());
        } else if (!byRoot || issuer.suspendedByRoot) {
            revert IssuerIsSuspended(issuerId, issuer.suspendedSince);
        }
        issuer.suspendedByRoot = byRoot;
        emit IssuerSuspended(issuerId, byRoot);
    }

    /// @inheritdoc IIssuerDirectory
    function reinstateIssuer(IssuerId issuerId) external onlyAuthority(issuerId) {
        Issuer storage issuer = _issuers[issuerId];
        if (issuer.suspendedSince == 0) revert IssuerNotSuspended(issuerId);
        if (issuer.suspendedByRoot && !_isRoot(msg.sender)) revert SuspendedByRoot(issuerId);
        (issuer.suspendedSince, issuer.suspendedByRoot) = (0, false);
        _suspensions[issuerId].close(_now());
        emit IssuerReinstated(issuerId);
    }

    /// @inheritdoc IIssuerDirectory
    function addAnchorAccount(IssuerId issuerId, address account) external onlyAuthority(issuerId) {
        if (account == address(0)) revert ZeroIdentifier();
        IssuerId bound = _anchors[account];
        if (IssuerId.unwrap(bound) != 0) revert AnchorAccountTaken(account, bound);
        _anchors[account] = issuerId;
        emit AnchorAccountAdded(issuerId, account);
    }

    /// @inheritdoc IIssuerDirectory
    function removeAnchorAccount(address account) external {
        IssuerId issuerId = _anchors[account];
        if (IssuerId.unwrap(issuerId) == 0) revert NotAnchorAccount(account);
        _checkAuthority(issuerId, msg.sender);
        _anchors[account] = IssuerId.wrap(0);
        emit AnchorAccountRemoved(issuerId, account);
    }

    // ---- Questions ----

    /// @inheritdoc IIssuerDirectory
    function anchoringIssuer(address account) external view returns (IssuerId issuerId, IssuerNumber number) {
        issuerId = _anchors[account];
        if (IssuerId.unwrap(issuerId) == 0) revert NotAnchorAccount(account);
        Issuer storage issuer = _issuers[issuerId];
        if (issuer.suspendedSince != 0) revert IssuerIsSuspended(issuerId, issuer.suspendedSince);
        return (issuerId, issuer.number);
    }

    /// @inheritdoc IIssuerDirectory
    function issuerOf(address account) external view returns (IssuerId) {
        return _anchors[account];
    }

    /// @inheritdoc IIssuerDirectory
    function issuerByNumber(IssuerNumber number) external view returns (IssuerId) {
        uint256 position = IssuerNumber.unwrap(number);
        return position == 0 || position > _issuerIds.length ? IssuerId.wrap(0) : _issuerIds[position - 1];
    }

    /// @inheritdoc IIssuerDirectory
    function bodyOf(IssuerId issuerId) external view returns (address) {
        return _issuers[issuerId].body;
    }

    /// @inheritdoc IIssuerDirectory
    function bodyPeriod(address body) external view returns (Period memory) {
        return _bodies[body];
    }

    /// @inheritdoc IIssuerDirectory
    function accreditation(IssuerId issuerId, TypeId typeId)
        external
        view
        returns (Period[] memory periods, Period[] memory suspensions)
    {
        return (_periodsOf(issuerId, typeId), _suspensions[issuerId]);
    }

    /// @inheritdoc IIssuerDirectory
    function isAccreditedAt(IssuerId issuerId, TypeId typeId, uint40 time) external view returns (bool) {
        return
            Periods.contain(_periodsOf(issuerId, typeId), time)
                && !Periods.contain(_suspensions[issuerId], time);
    }

    /// @inheritdoc IIssuerDirectory
    function isInScope(address body, TypeId typeId) public view returns (bool) {
        return _isAccreditedBody(body) && _scopes[body][typeId].isOpen();
    }

    // ---- Inside ----

    function _grantScope(address body, TypeId typeId) private {
        if (TypeId.unwrap(typeId) == 0) revert ZeroIdentifier();
        if (isInScope(body, typeId)) revert TypeInScope(body, typeId);
        _scopes[body][typeId].open(_now());
        emit ScopeGranted(body, typeId);
    }

    function _placeUnderCaller(IssuerId issuerId) private {
        if (IssuerId.unwrap(issuerId) == 0) revert ZeroIdentifier();
        Issuer storage issuer = _issuers[issuerId];
        if (issuer.body == msg.sender) return;
        if (issuer.body != address(0)) revert NotAuthority(issuerId, msg.sender);
        _issuerIds.push(issuerId);
        (issuer.body, issuer.number) = (msg.sender, IssuerNumber.wrap(uint32(_issuerIds.length)));
        emit IssuerPlaced(issuerId, msg.sender);
    }

    function _accredit(IssuerId issuerId, TypeId typeId) private {
        if (!isInScope(msg.sender, typeId)) revert TypeOutsideScope(msg.sender, typeId);
        Grant[] storage grants = _grants[issuerId][typeId];
        if (_isOpen(grants, typeId)) {
            Grant storage last = grants[grants.length - 1];
            if (last.body == msg.sender) revert TypeAlreadyAccredited(issuerId, typeId);
            last.period.end = _now(); // of a former body: the new one takes over without a gap
        }
        grants.push(
            Grant({
                period: Period({ start: _now(), end: 0 }),
                body: msg.sender,
                scopeIndex: uint48(_scopes[msg.sender][typeId].length - 1)
            })
        );
        emit TypeAccredited(issuerId, typeId, msg.sender);
    }

    function _isOpen(Grant[] storage grants, TypeId typeId) private view returns (bool) {
        return grants.length != 0 && _endOf(grants[grants.length - 1], typeId) == 0;
    }

    function _periodsOf(IssuerId issuerId, TypeId typeId) private view returns (Period[] memory periods) {
        Grant[] storage grants = _grants[issuerId][typeId];
        periods = new Period[](grants.length);
        for (uint256 i = 0; i < periods.length; ++i) {
            periods[i] = Period({ start: grants[i].period.start, end: _endOf(grants[i], typeId) });
        }
    }

    /// @dev A grant ends with itself, with the scope period it hangs on, or with its body: whichever comes first.
    function _endOf(Grant storage grant, TypeId typeId) private view returns (uint40) {
        uint40 scopeEnd = _scopes[grant.body][typeId][grant.scopeIndex].end;
        return Periods.earlierEnd(Periods.earlierEnd(grant.period.end, scopeEnd), _bodies[grant.body].end);
    }

    function _checkAuthority(IssuerId issuerId, address account) internal view override {
        address body = _issuers[issuerId].body;
        if (body == address(0)) revert IssuerUnknown(issuerId);
        if (_isRoot(account)) return;
        if (body != account) revert NotAuthority(issuerId, account);
        _checkBody(account);
    }

    function _checkBody(address body) private view {
        if (!_isAccreditedBody(body)) revert BodyNotAccredited(body);
    }

    function _isAccreditedBody(address body) private view returns (bool) {
        Period storage period = _bodies[body];
        return period.start != 0 && period.end == 0;
    }

    function _isRoot(address account) private view returns (bool) {
        return hasRole(DEFAULT_ADMIN_ROLE, account);
    }

    function _isCompromiseApprover(address account) internal view override returns (bool) {
        return hasRole(COMPROMISE_APPROVER, account);
    }
}
