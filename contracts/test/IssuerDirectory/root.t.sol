// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IAccessControl } from "@openzeppelin/contracts/access/IAccessControl.sol";
import {
    IAccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";

import { IIssuerDirectory } from "../../src/interfaces/IIssuerDirectory.sol";
import { IssuerId, Period, TypeId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

/// What only the root may do.
abstract contract RootTest is Fixture {
    function expectNotRoot(address caller) internal {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, caller, bytes32(0)
            )
        );
        vm.prank(caller);
    }

    function expectRefusal(bytes memory refusal) internal {
        vm.expectRevert(refusal);
        vm.prank(ROOT);
    }

    function withdrawBody() internal {
        vm.prank(ROOT);
        directory.withdrawBody(BODY);
    }
}

contract AccreditBody_IssuerDirectory_Test is RootTest {
    function test_RevertGiven_TheCallerIsNotTheRoot() external {
        expectNotRoot(BODY);
        directory.accreditBody(OTHER_BODY, typesOf(CITIZEN_ID));
    }

    function test_RevertWhen_TheBodyIsTheZeroAccount() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.ZeroIdentifier.selector));
        directory.accreditBody(address(0), typesOf(CITIZEN_ID));
    }

    function test_RevertGiven_TheBodyIsKnown() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.BodyKnown.selector, BODY));
        directory.accreditBody(BODY, typesOf(CITIZEN_ID));
    }

    function test_RevertGiven_TheBodyWasWithdrawn() external {
        withdrawBody();
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.BodyKnown.selector, BODY));
        directory.accreditBody(BODY, typesOf(CITIZEN_ID));
    }

    function test_RevertWhen_TheScopeNamesTheZeroType() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.ZeroIdentifier.selector));
        directory.accreditBody(OTHER_BODY, typesOf(TypeId.wrap(0)));
    }

    function test_RevertWhen_TheScopeNamesATypeTwice() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.TypeInScope.selector, OTHER_BODY, MILEAGE));
        directory.accreditBody(OTHER_BODY, typesOf(MILEAGE, MILEAGE));
    }

    function test_GivenTheBodyIsNew() external {
        vm.expectEmit();
        emit IIssuerDirectory.BodyAccredited(OTHER_BODY);
        vm.expectEmit();
        emit IIssuerDirectory.ScopeGranted(OTHER_BODY, FOREIGN);
        vm.prank(ROOT);
        directory.accreditBody(OTHER_BODY, typesOf(FOREIGN));

        assertTrue(directory.isInScope(OTHER_BODY, FOREIGN));
        assertFalse(directory.isInScope(OTHER_BODY, CITIZEN_ID));
        Period memory period = directory.bodyPeriod(OTHER_BODY);
        assertEq(period.start, START);
        assertEq(period.end, 0);
    }
}

contract GrantScope_IssuerDirectory_Test is RootTest {
    function test_RevertGiven_TheCallerIsNotTheRoot() external {
        expectNotRoot(BODY);
        directory.grantScope(BODY, FOREIGN);
    }

    function test_RevertGiven_TheBodyWasNeverAccredited() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.BodyNotAccredited.selector, OTHER_BODY));
        directory.grantScope(OTHER_BODY, FOREIGN);
    }

    function test_RevertGiven_TheBodyIsWithdrawn() external {
        withdrawBody();
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.BodyNotAccredited.selector, BODY));
        directory.grantScope(BODY, FOREIGN);
    }

    function test_RevertGiven_TheTypeIsInTheScope() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.TypeInScope.selector, BODY, CITIZEN_ID));
        directory.grantScope(BODY, CITIZEN_ID);
    }

    function test_GivenTheTypeIsNotInTheScope() external {
        vm.expectEmit();
        emit IIssuerDirectory.ScopeGranted(BODY, FOREIGN);
        vm.prank(ROOT);
        directory.grantScope(BODY, FOREIGN);
        assertTrue(directory.isInScope(BODY, FOREIGN));
    }
}

contract WithdrawScope_IssuerDirectory_Test is RootTest {
    function test_RevertGiven_TheCallerIsNotTheRoot() external {
        expectNotRoot(BODY);
        directory.withdrawScope(BODY, CITIZEN_ID);
    }

    function test_RevertGiven_TheTypeIsOutsideTheScope() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.TypeOutsideScope.selector, BODY, FOREIGN));
        directory.withdrawScope(BODY, FOREIGN);
    }

    function test_GivenIssuersAreAccreditedForTheType() external {
        skip(DAY);
        vm.expectEmit();
        emit IIssuerDirectory.ScopeWithdrawn(BODY, CITIZEN_ID);
        vm.prank(ROOT);
        directory.withdrawScope(BODY, CITIZEN_ID);

        assertFalse(directory.isInScope(BODY, CITIZEN_ID));
        assertTrue(directory.isInScope(BODY, MILEAGE));
        assertTrue(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY - 1));
        assertFalse(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY));
    }

    function test_GivenTheTypeIsGrantedAgain() external {
        vm.startPrank(ROOT);
        directory.withdrawScope(BODY, CITIZEN_ID);
        skip(DAY);
        directory.grantScope(BODY, CITIZEN_ID);
        vm.stopPrank();
        assertFalse(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY));

        vm.prank(BODY);
        directory.accreditIssuer(ISSUER, typesOf(CITIZEN_ID));
        assertTrue(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY));
        assertFalse(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY - 1));
    }
}

contract WithdrawBody_IssuerDirectory_Test is RootTest {
    function test_RevertGiven_TheCallerIsNotTheRoot() external {
        expectNotRoot(BODY);
        directory.withdrawBody(BODY);
    }

    function test_RevertGiven_TheBodyWasNeverAccredited() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.BodyNotAccredited.selector, OTHER_BODY));
        directory.withdrawBody(OTHER_BODY);
    }

    function test_RevertGiven_TheBodyIsWithdrawn() external {
        withdrawBody();
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.BodyNotAccredited.selector, BODY));
        directory.withdrawBody(BODY);
    }

    function test_GivenTheBodyIsAccredited() external {
        skip(DAY);
        vm.expectEmit();
        emit IIssuerDirectory.BodyWithdrawn(BODY);
        withdrawBody();
        assertTrue(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY - 1));
        assertFalse(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY));
        assertFalse(directory.isInScope(BODY, CITIZEN_ID));
        assertEq(directory.bodyPeriod(BODY).end, START + DAY);
    }

    function test_GivenTheBodyIsAccredited_ItLosesItsRights() external {
        withdrawBody();
        bytes memory refusal = abi.encodeWithSelector(IIssuerDirectory.BodyNotAccredited.selector, BODY);
        vm.startPrank(BODY);
        vm.expectRevert(refusal);
        directory.accreditIssuer(ISSUER, typesOf(MILEAGE));
        vm.expectRevert(refusal);
        directory.addAnchorAccount(ISSUER, STRANGER);
        vm.expectRevert(refusal);
        directory.suspendIssuer(ISSUER);
    }

    function test_GivenTheBodyIsAccredited_TheRootKeepsItsRights() external {
        withdrawBody();
        vm.prank(ROOT);
        directory.removeAnchorAccount(ANCHOR);
        assertEq(IssuerId.unwrap(directory.issuerOf(ANCHOR)), 0);
    }
}

contract MoveIssuer_IssuerDirectory_Test is RootTest {
    function test_RevertGiven_TheCallerIsNotTheRoot() external {
        expectNotRoot(BODY);
        directory.moveIssuer(ISSUER, OTHER_BODY);
    }

    function test_RevertGiven_NobodyRegisteredTheIssuer() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.IssuerUnknown.selector, OTHER_ISSUER));
        directory.moveIssuer(OTHER_ISSUER, BODY);
    }

    function test_RevertGiven_TheNewBodyIsNotAccredited() external {
        expectRefusal(abi.encodeWithSelector(IIssuerDirectory.BodyNotAccredited.selector, OTHER_BODY));
        directory.moveIssuer(ISSUER, OTHER_BODY);
    }

    function test_GivenTheNewBodyIsAccredited() external {
        accreditOtherBody(typesOf(CITIZEN_ID));
        vm.expectEmit();
        emit IIssuerDirectory.IssuerPlaced(ISSUER, OTHER_BODY);
        moveIssuer();
        assertEq(directory.bodyOf(ISSUER), OTHER_BODY);
    }

    function test_GivenTheNewBodyIsAccredited_TheFormerLosesItsRight() external {
        accreditOtherBody(typesOf(CITIZEN_ID));
        moveIssuer();
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.NotAuthority.selector, ISSUER, BODY));
        vm.prank(BODY);
        directory.suspendIssuer(ISSUER);
    }

    function test_GivenTheNewBodyIsAccredited_AccreditationsStay() external {
        accreditOtherBody(typesOf(MILEAGE));
        moveIssuer();
        assertTrue(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY));
    }

    function test_GivenTheNewBodyIsAccredited_ItTakesOverWithoutAGap() external {
        accreditOtherBody(typesOf(CITIZEN_ID));
        moveIssuer();
        skip(DAY);
        vm.prank(OTHER_BODY);
        directory.accreditIssuer(ISSUER, typesOf(CITIZEN_ID));
        skip(DAY);
        withdrawBody();

        (Period[] memory periods,) = directory.accreditation(ISSUER, CITIZEN_ID);
        assertEq(periods.length, 2);
        assertEq(periods[0].end, START + DAY);
        assertEq(periods[1].start, START + DAY);
        assertEq(periods[1].end, 0);
    }

    function moveIssuer() private {
        vm.prank(ROOT);
        directory.moveIssuer(ISSUER, OTHER_BODY);
    }
}

/// The root itself is handed on by OpenZeppelin's rules; these are the two that our documents rely on.
contract Handover_IssuerDirectory_Test is RootTest {
    function test_RevertGiven_TheDelayHasNotPassed() external {
        vm.prank(ROOT);
        directory.beginDefaultAdminTransfer(STRANGER);
        uint48 earliest = uint48(START + DAY);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminDelay.selector, earliest
            )
        );
        vm.prank(STRANGER);
        directory.acceptDefaultAdminTransfer();
    }

    function test_GivenTheDelayHasPassed() external {
        vm.prank(ROOT);
        directory.beginDefaultAdminTransfer(STRANGER);
        skip(DAY + 1);
        vm.prank(STRANGER);
        directory.acceptDefaultAdminTransfer();
        assertEq(directory.defaultAdmin(), STRANGER);
        expectNotRoot(ROOT);
        directory.withdrawBody(BODY);
    }
}
