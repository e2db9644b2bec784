import { z } from 'zod'

/** The roles in an organization, the most powerful first. */
export const role = z.enum(['owner', 'admin', 'member', 'billing', 'viewer'])
export type Role = z.output<typeof role>

/** The rights in an organization, beside reading. */
export type Action = 'use' | 'manage-keys' | 'manage-credits' | 'manage-members'

const ALLOWED: Record<Role, readonly Action[]> = {
  owner: ['use', 'manage-keys', 'manage-credits', 'manage-members'],
  admin: ['use', 'manage-keys', 'manage-credits', 'manage-members'],
  member: ['use', 'manage-keys'],
  billing: ['manage-credits'],
  viewer: [],
}

export const actionsOf = (role: Role): readonly Action[] => ALLOWED[role]
export const mayDo = (role: Role, action: Action): boolean => ALLOWED[role].includes(action)
