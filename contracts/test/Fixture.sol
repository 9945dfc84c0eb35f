// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { Test } from "forge-std/Test.sol";

import { IssuerDirectory } from "../src/IssuerDirectory.sol";
import { StatusAnchor } from "../src/StatusAnchor.sol";
import { IStatusAnchor } from "../src/interfaces/IStatusAnchor.sol";
import { IssuerId, KeyPurpose, ListId, Period, TypeId } from "../src/Types.sol";

/// A directory with one body that may accredit for two types, and its issuer, accredited for one of them.
abstract contract Fixture is Test {
    uint40 internal constant START = 1_790_000_000;
    uint40 internal constant DAY = 1 days;

    address internal immutable ROOT = makeAddr("root");
    address internal immutable BODY = makeAddr("body");
    address internal immutable OTHER_BODY = makeAddr("other body");
    address internal immutable ANCHOR = makeAddr("anchor account");
    address internal immutable STRANGER = makeAddr("stranger");

    IssuerId internal constant ISSUER = IssuerId.wrap(keccak256("issuer"));
    IssuerId internal constant OTHER_ISSUER = IssuerId.wrap(keccak256("other issuer"));
    TypeId internal constant CITIZEN_ID = TypeId.wrap(keccak256("citizen-id"));
    TypeId internal constant MILEAGE = TypeId.wrap(keccak256("mileage"));
    TypeId internal constant FOREIGN = TypeId.wrap(keccak256("a type outside the scope"));
    bytes32 internal constant KEY = keccak256("a key's thumbprint");
    string internal constant URI = "https://issuer.example/status/1";

    IssuerDirectory internal directory;
    StatusAnchor internal anchor;

    function setUp() public virtual {
        vm.warp(START);
        directory = new IssuerDirectory(1 days, ROOT);
        anchor = new StatusAnchor(directory);

        vm.prank(ROOT);
        directory.accreditBody(BODY, typesOf(CITIZEN_ID, MILEAGE));
        vm.startPrank(BODY);
        directory.accreditIssuer(ISSUER, typesOf(CITIZEN_ID));
        directory.addAnchorAccount(ISSUER, ANCHOR);
        vm.stopPrank();
    }

    function typesOf(TypeId single) internal pure returns (TypeId[] memory types) {
        types = new TypeId[](1);
        types[0] = single;
    }

    function typesOf(TypeId first, TypeId second) internal pure returns (TypeId[] memory types) {
        types = new TypeId[](2);
        (types[0], types[1]) = (first, second);
    }

    /// The other body, for the given types.
    function accreditOtherBody(TypeId[] memory scope) internal {
        vm.prank(ROOT);
        directory.accreditBody(OTHER_BODY, scope);
    }

    /// Another issuer of the same body; returns its anchor account.
    function accreditOtherIssuer() internal returns (address account) {
        account = makeAddr("anchor account of the other issuer");
        vm.startPrank(BODY);
        directory.accreditIssuer(OTHER_ISSUER, typesOf(CITIZEN_ID));
        directory.addAnchorAccount(OTHER_ISSUER, account);
        vm.stopPrank();
    }

    /// The issuer's list, of a million entries of two bits.
    function registerList() internal returns (ListId) {
        vm.prank(ANCHOR);
        return anchor.registerList(URI, 2, 1 << 20);
    }

    /// What the next head of a list could be.
    function anUpdate(ListId list, uint64 sequence) internal pure returns (IStatusAnchor.Update memory) {
        return IStatusAnchor.Update({
            list: list,
            sequence: sequence,
            bits: 2,
            entries: 1 << 20,
            root: keccak256(abi.encode("root", list, sequence)),
            tokenDigest: keccak256(abi.encode("token", list, sequence))
        });
    }

    /// The head of an update, put together without the contract's help.
    function headOf(IStatusAnchor.Update memory update) internal view returns (bytes32) {
        bytes memory place = bytes.concat(bytes8(uint64(block.chainid)), bytes20(address(anchor)));
        bytes memory numbers =
            bytes.concat(bytes8(update.sequence), bytes1(update.bits), bytes8(update.entries));
        return sha256(
            bytes.concat(
                "citywallet/head/v1",
                place,
                ListId.unwrap(update.list),
                numbers,
                update.root,
                update.tokenDigest
            )
        );
    }

    function only(IStatusAnchor.Update memory update)
        internal
        pure
        returns (IStatusAnchor.Update[] memory updates)
    {
        updates = new IStatusAnchor.Update[](1);
        updates[0] = update;
    }

    function publish(IStatusAnchor.Update memory update) internal {
        IStatusAnchor.Update[] memory updates = only(update);
        vm.prank(ANCHOR);
        anchor.publish(updates);
    }

    /// Heads 1 to `count`, `interval` seconds apart, the first one now.
    function publishHeads(ListId list, uint64 count, uint40 interval) internal {
        for (uint64 sequence = 1; sequence <= count; ++sequence) {
            publish(anUpdate(list, sequence));
            skip(interval);
        }
    }
}
