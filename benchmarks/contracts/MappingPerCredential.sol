// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @notice The obvious other design: a storage slot for each credential that was revoked. Measured, never used.
contract MappingPerCredential {
    mapping(bytes32 credential => bool revoked) public isRevoked;
    mapping(address account => bool issuer) public isIssuer;

    error NotIssuer(address account);

    constructor() {
        isIssuer[msg.sender] = true;
    }

    function revoke(bytes32[] calldata credentials) external {
        if (!isIssuer[msg.sender]) revert NotIssuer(msg.sender);
        for (uint256 i; i < credentials.length; ++i) {
            isRevoked[credentials[i]] = true;
        }
    }
}
