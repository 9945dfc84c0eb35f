// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IIssuerDirectory } from "../../src/interfaces/IIssuerDirectory.sol";
import { IStatusAnchor } from "../../src/interfaces/IStatusAnchor.sol";
import { IssuerNumber, ListId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

contract RegisterList_StatusAnchor_Test is Fixture {
    function testFuzz_RevertWhen_TheBitsAreUnsupported(uint8 bits) public {
        vm.assume(bits != 1 && bits != 2 && bits != 4 && bits != 8);
        vm.expectRevert(abi.encodeWithSelector(IStatusAnchor.BitsUnsupported.selector, bits));
        vm.prank(ANCHOR);
        anchor.registerList(URI, bits, 8);
    }

    function test_RevertWhen_TheBitsAreUnsupported() external {
        testFuzz_RevertWhen_TheBitsAreUnsupported(3);
    }

    function test_RevertWhen_TheEntriesAreZero() external {
        vm.expectRevert(IStatusAnchor.EntriesMissing.selector);
        vm.prank(ANCHOR);
        anchor.registerList(URI, 2, 0);
    }

    function test_RevertGiven_TheCallerAnchorsForNobody() external {
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.NotAnchorAccount.selector, STRANGER));
        vm.prank(STRANGER);
        anchor.registerList(URI, 2, 8);
    }

    function test_RevertGiven_TheIssuerIsSuspended() external {
        vm.prank(BODY);
        directory.suspendIssuer(ISSUER);
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.IssuerIsSuspended.selector, ISSUER, START));
        vm.prank(ANCHOR);
        anchor.registerList(URI, 2, 8);
    }

    function test_RevertGiven_TheListIsKnown() external {
        ListId list = registerList();
        vm.expectRevert(abi.encodeWithSelector(IStatusAnchor.ListKnown.selector, list));
        vm.prank(ANCHOR);
        anchor.registerList(URI, 2, 1 << 20);
    }

    function test_GivenAnotherIssuerRegisteredTheSameUri() external {
        address otherAnchor = accreditOtherIssuer();
        ListId first = registerList();
        vm.prank(otherAnchor);
        ListId second = anchor.registerList(URI, 1, 8);
        assertNotEq(ListId.unwrap(first), ListId.unwrap(second));
        assertEq(IssuerNumber.unwrap(anchor.listRecord(second).issuer), 2);
    }

    function testFuzz_GivenTheListIsNew(string memory uri, uint64 entries) public {
        vm.assume(entries != 0);
        ListId expected = ListId.wrap(sha256(abi.encodePacked("citywallet/list/v1", ISSUER, uri)));
        vm.expectEmit();
        emit IStatusAnchor.ListRegistered(expected, ISSUER, uri, 2, entries);
        vm.prank(ANCHOR);
        ListId list = anchor.registerList(uri, 2, entries);

        assertEq(ListId.unwrap(list), ListId.unwrap(expected));
        IStatusAnchor.ListRecord memory record = anchor.listRecord(list);
        assertEq(IssuerNumber.unwrap(record.issuer), 1);
        assertEq(record.sequence, 0);
        assertEq(record.entries, entries);
        assertEq(record.anchoredAt, 0);
        assertEq(record.bits, 2);
    }

    function test_GivenTheListIsNew() external {
        testFuzz_GivenTheListIsNew(URI, 1 << 20);
    }
}
