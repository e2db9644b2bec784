import { auditAction } from '@gptget/contracts'
import { expect, it } from 'vitest'
import { audit } from '../../web/messages/en/audit.ts'

it('every action of the audit log has a description', () => {
  expect(Object.keys(audit.actions).sort()).toEqual([...auditAction.options].sort())
})
