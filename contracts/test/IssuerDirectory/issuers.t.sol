// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IIssuerDirectory } from "../../src/interfaces/IIssuerDirectory.sol";
import { IssuerId, IssuerNumber, Period } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

/// What the authority over an issuer may do to its accreditations.
abstract contract IssuerTest is Fixture {
    function expectRefusal(address caller, bytes memory refusal) internal {
        vm.expectRevert(refusal);
        vm.prank(caller);
    }

    function expectNotAuthority(address caller) internal {
        expectRefusal(caller, abi.encodeWithSelector(IIssuerDirectory.NotAuthority.selector, ISSUER, caller));
    }

    function suspendAs(address authority) internal {
        vm.prank(authority);
        directory.suspendIssuer(ISSUER);
    }

    function endAccreditation() internal {
        vm.prank(BODY);
        directory.endAccreditation(ISSUER, CITIZEN_ID);
    }

    function isAccreditedAt(uint40 time) internal view returns (bool) {
        return directory.isAccreditedAt(ISSUER, CITIZEN_ID, time);
    }
}

contract AccreditIssuer_IssuerDirectory_Test is IssuerTest {
    function test_RevertGiven_TheCallerIsNotABody() external {
        expectRefusal(STRANGER, abi.encodeWithSelector(IIssuerDirectory.BodyNotAccredited.selector, STRANGER));
        directory.accreditIssuer(OTHER_ISSUER, typesOf(CITIZEN_ID));
    }

    function test_RevertGiven_TheCallerIsTheRoot() external {
        expectRefusal(ROOT, abi.encodeWithSelector(IIssuerDirectory.BodyNotAccredited.selector, ROOT));
        directory.accreditIssuer(OTHER_ISSUER, typesOf(CITIZEN_ID));
    }

    function test_RevertWhen_TheIssuerIsZero() external {
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.ZeroIdentifier.selector));
        directory.accreditIssuer(IssuerId.wrap(0), typesOf(CITIZEN_ID));
    }

    function test_RevertGiven_TheIssuerIsAnotherBodys() external {
        accreditOtherBody(typesOf(CITIZEN_ID));
        expectNotAuthority(OTHER_BODY);
        directory.accreditIssuer(ISSUER, typesOf(CITIZEN_ID));
    }

    function test_RevertWhen_ATypeIsOutsideTheScope() external {
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.TypeOutsideScope.selector, BODY, FOREIGN));
        directory.accreditIssuer(OTHER_ISSUER, typesOf(CITIZEN_ID, FOREIGN));
    }

    function test_RevertGiven_TheIssuerIsAccredited() external {
        expectRefusal(
            BODY, abi.encodeWithSelector(IIssuerDirectory.TypeAlreadyAccredited.selector, ISSUER, CITIZEN_ID)
        );
        directory.accreditIssuer(ISSUER, typesOf(CITIZEN_ID));
    }

    function test_GivenTheIssuerIsNew() external {
        vm.expectEmit();
        emit IIssuerDirectory.IssuerPlaced(OTHER_ISSUER, BODY);
        vm.expectEmit();
        emit IIssuerDirectory.TypeAccredited(OTHER_ISSUER, MILEAGE, BODY);
        vm.prank(BODY);
        directory.accreditIssuer(OTHER_ISSUER, typesOf(MILEAGE));

        assertEq(directory.bodyOf(OTHER_ISSUER), BODY);
        assertEq(
            IssuerId.unwrap(directory.issuerByNumber(IssuerNumber.wrap(2))), IssuerId.unwrap(OTHER_ISSUER)
        );
        assertTrue(directory.isAccreditedAt(OTHER_ISSUER, MILEAGE, START));
        assertFalse(directory.isAccreditedAt(OTHER_ISSUER, CITIZEN_ID, START));
    }

    function test_GivenAnAccreditationHadEnded() external {
        skip(DAY);
        endAccreditation();
        skip(DAY);
        vm.prank(BODY);
        directory.accreditIssuer(ISSUER, typesOf(CITIZEN_ID));
        (Period[] memory periods,) = directory.accreditation(ISSUER, CITIZEN_ID);
        assertEq(periods.length, 2);
        assertEq(periods[0].end, START + DAY);
        assertEq(periods[1].start, START + 2 * DAY);
    }
}

contract EndAccreditation_IssuerDirectory_Test is IssuerTest {
    function test_RevertGiven_TheCallerHasNoAuthority() external {
        expectNotAuthority(STRANGER);
        directory.endAccreditation(ISSUER, CITIZEN_ID);
    }

    function test_RevertGiven_NobodyRegisteredTheIssuer() external {
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.IssuerUnknown.selector, OTHER_ISSUER));
        directory.endAccreditation(OTHER_ISSUER, CITIZEN_ID);
    }

    function test_RevertGiven_TheIssuerIsNotAccredited() external {
        expectRefusal(
            BODY, abi.encodeWithSelector(IIssuerDirectory.TypeNotAccredited.selector, ISSUER, MILEAGE)
        );
        directory.endAccreditation(ISSUER, MILEAGE);
    }

    function test_RevertGiven_TheAccreditationHadEnded() external {
        endAccreditation();
        expectRefusal(
            BODY, abi.encodeWithSelector(IIssuerDirectory.TypeNotAccredited.selector, ISSUER, CITIZEN_ID)
        );
        directory.endAccreditation(ISSUER, CITIZEN_ID);
    }

    function test_GivenTheIssuerIsAccredited() external {
        skip(DAY);
        vm.expectEmit();
        emit IIssuerDirectory.TypeEnded(ISSUER, CITIZEN_ID);
        endAccreditation();
        assertTrue(isAccreditedAt(START + DAY - 1));
        assertFalse(isAccreditedAt(START + DAY));
    }
}

contract SuspendIssuer_IssuerDirectory_Test is IssuerTest {
    function test_RevertGiven_TheCallerHasNoAuthority() external {
        expectNotAuthority(ANCHOR);
        directory.suspendIssuer(ISSUER);
    }

    function test_RevertGiven_TheBodySuspendedIt() external {
        suspendAs(BODY);
        expectSuspended(BODY);
        directory.suspendIssuer(ISSUER);
    }

    function test_RevertGiven_TheRootSuspendedIt() external {
        suspendAs(ROOT);
        expectSuspended(ROOT);
        directory.suspendIssuer(ISSUER);
    }

    function test_RevertGiven_TheRootSuspendedItAndTheBodyDoes() external {
        suspendAs(ROOT);
        expectSuspended(BODY);
        directory.suspendIssuer(ISSUER);
    }

    function test_GivenTheBodySuspendedItAndTheRootDoes() external {
        suspendAs(BODY);
        skip(DAY);
        vm.expectEmit();
        emit IIssuerDirectory.IssuerSuspended(ISSUER, true);
        suspendAs(ROOT);
        (, Period[] memory suspensions) = directory.accreditation(ISSUER, CITIZEN_ID);
        assertEq(suspensions.length, 1);
        assertEq(suspensions[0].start, START);
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.SuspendedByRoot.selector, ISSUER));
        directory.reinstateIssuer(ISSUER);
    }

    function test_GivenTheIssuerIsNotSuspended() external {
        skip(DAY);
        vm.expectEmit();
        emit IIssuerDirectory.IssuerSuspended(ISSUER, false);
        suspendAs(BODY);
        assertTrue(isAccreditedAt(START + DAY - 1));
        assertFalse(isAccreditedAt(START + DAY));
    }

    function expectSuspended(address caller) private {
        expectRefusal(
            caller, abi.encodeWithSelector(IIssuerDirectory.IssuerIsSuspended.selector, ISSUER, START)
        );
    }
}

contract ReinstateIssuer_IssuerDirectory_Test is IssuerTest {
    function test_RevertGiven_TheCallerHasNoAuthority() external {
        suspendAs(BODY);
        expectNotAuthority(STRANGER);
        directory.reinstateIssuer(ISSUER);
    }

    function test_RevertGiven_TheIssuerIsNotSuspended() external {
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.IssuerNotSuspended.selector, ISSUER));
        directory.reinstateIssuer(ISSUER);
    }

    function test_RevertGiven_TheRootSuspendedIt() external {
        suspendAs(ROOT);
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.SuspendedByRoot.selector, ISSUER));
        directory.reinstateIssuer(ISSUER);
    }

    function test_GivenTheBodySuspendedItAndTheRootReinstates() external {
        suspendAs(BODY);
        skip(DAY);
        reinstateAs(ROOT);
        assertTrue(isAccreditedAt(START + DAY));
    }

    function test_GivenTheBodySuspendedIt() external {
        skip(DAY);
        suspendAs(BODY);
        skip(DAY);
        vm.expectEmit();
        emit IIssuerDirectory.IssuerReinstated(ISSUER);
        reinstateAs(BODY);
        assertTrue(isAccreditedAt(START + DAY - 1));
        assertFalse(isAccreditedAt(START + DAY));
        assertFalse(isAccreditedAt(START + 2 * DAY - 1));
        assertTrue(isAccreditedAt(START + 2 * DAY));
    }

    function reinstateAs(address authority) private {
        vm.prank(authority);
        directory.reinstateIssuer(ISSUER);
    }
}
