import { describe, expect, test } from 'vitest';
import { addressKind } from '../../../../../server/event/webhook/target-address.ts';

describe('the kind of an address', () => {
  test.each([
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.20',
    '127.0.0.1',
    '127.9.9.9',
    '100.64.0.1',
    '::1',
    'fd12:3456::1',
    '::ffff:192.168.1.20',
    '::ffff:c0a8:114',
    '::192.168.1.20',
    '64:ff9b::10.0.0.1',
    '2002:c0a8:0101::1',
  ])('%s is private', (address) => expect(addressKind(address)).toBe('private'));

  test.each([
    '169.254.169.254',
    '169.254.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'ff02::1',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    'localhost',
    '',
  ])('%s is never used', (address) => expect(addressKind(address)).toBe('forbidden'));

  test.each([
    '93.184.216.34',
    '172.32.0.1',
    '11.0.0.1',
    '2606:2800:220:1::1',
    '::ffff:93.184.216.34',
    '2002:5db8:d822::1',
  ])('%s is public', (address) => expect(addressKind(address)).toBe('public'));
});
