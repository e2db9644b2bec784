/** The instance types of the public page. Memory and disk in GiB. */
export const INSTANCE_TYPES = {
  '2c2g': { cpu: 2, ram: 2 },
  '2c4g': { cpu: 2, ram: 4 },
  '4c8g': { cpu: 4, ram: 8 },
} as const

export type InstanceType = keyof typeof INSTANCE_TYPES

export const DISK_SIZE_GB = 8
