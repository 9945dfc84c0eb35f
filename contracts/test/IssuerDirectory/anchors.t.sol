// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IIssuerDirectory } from "../../src/interfaces/IIssuerDirectory.sol";
import { IssuerId, IssuerNumber } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

contract AddAnchorAccount_IssuerDirectory_Test is Fixture {
    function test_RevertGiven_TheCallerHasNoAuthority() external {
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.NotAuthority.selector, ISSUER, STRANGER));
        vm.prank(STRANGER);
        directory.addAnchorAccount(ISSUER, STRANGER);
    }

    function test_RevertWhen_TheAccountIsZero() external {
        vm.expectRevert(IIssuerDirectory.ZeroIdentifier.selector);
        vm.prank(BODY);
        directory.addAnchorAccount(ISSUER, address(0));
    }

    function test_RevertGiven_TheAccountIsTaken() external {
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.AnchorAccountTaken.selector, ANCHOR, ISSUER));
        vm.prank(BODY);
        directory.addAnchorAccount(ISSUER, ANCHOR);
    }

    function test_GivenTheAccountWasRemoved() external {
        vm.startPrank(BODY);
        directory.removeAnchorAccount(ANCHOR);
        directory.addAnchorAccount(ISSUER, ANCHOR);
        vm.stopPrank();
        assertEq(IssuerId.unwrap(directory.issuerOf(ANCHOR)), IssuerId.unwrap(ISSUER));
    }

    function test_GivenTheAccountIsFree() external {
        vm.expectEmit();
        emit IIssuerDirectory.AnchorAccountAdded(ISSUER, STRANGER);
        vm.prank(BODY);
        directory.addAnchorAccount(ISSUER, STRANGER);
        assertEq(IssuerId.unwrap(directory.issuerOf(STRANGER)), IssuerId.unwrap(ISSUER));
    }
}

contract RemoveAnchorAccount_IssuerDirectory_Test is Fixture {
    function test_RevertGiven_TheAccountAnchorsForNobody() external {
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.NotAnchorAccount.selector, STRANGER));
        vm.prank(BODY);
        directory.removeAnchorAccount(STRANGER);
    }

    function test_RevertGiven_TheCallerHasNoAuthority() external {
        accreditOtherBody(typesOf(CITIZEN_ID));
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.NotAuthority.selector, ISSUER, OTHER_BODY));
        vm.prank(OTHER_BODY);
        directory.removeAnchorAccount(ANCHOR);
    }

    function test_GivenTheCallerHasAuthority() external {
        vm.expectEmit();
        emit IIssuerDirectory.AnchorAccountRemoved(ISSUER, ANCHOR);
        vm.prank(BODY);
        directory.removeAnchorAccount(ANCHOR);
        assertEq(IssuerId.unwrap(directory.issuerOf(ANCHOR)), 0);
    }
}

contract AnchoringIssuer_IssuerDirectory_Test is Fixture {
    function test_RevertGiven_TheAccountAnchorsForNobody() external {
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.NotAnchorAccount.selector, STRANGER));
        directory.anchoringIssuer(STRANGER);
    }

    function test_RevertGiven_TheIssuerIsSuspended() external {
        vm.prank(ROOT);
        directory.suspendIssuer(ISSUER);
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.IssuerIsSuspended.selector, ISSUER, START));
        directory.anchoringIssuer(ANCHOR);
    }

    function test_GivenTheBodyIsWithdrawn() external {
        vm.prank(ROOT);
        directory.withdrawBody(BODY);
        assertAnchors();
    }

    function test_GivenTheAccountIsBound() external view {
        assertAnchors();
    }

    function assertAnchors() private view {
        (IssuerId issuerId, IssuerNumber number) = directory.anchoringIssuer(ANCHOR);
        assertEq(IssuerId.unwrap(issuerId), IssuerId.unwrap(ISSUER));
        assertEq(IssuerNumber.unwrap(number), 1);
    }
}
