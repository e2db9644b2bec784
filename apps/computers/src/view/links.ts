import type { StoredComputer } from '../store/rows.ts'
import { newTokenId, signViewToken, type ViewMode } from './view-tokens.ts'

const LINK_LIFETIME_MS = 3_600_000

export type Link = { id: string; token: string; url: string; mode: ViewMode; expiresAtMs: number }

/** A link to the live view. Its token is in the fragment, which no server or log sees. */
export const makeLink = (
  row: StoredComputer,
  origin: string,
  nowMs: number,
  { mode = 'control', lifetimeMs = LINK_LIFETIME_MS }: { mode?: ViewMode; lifetimeMs?: number } = {},
): Link => {
  const id = newTokenId()
  const expiresAtMs = nowMs + lifetimeMs
  const token = signViewToken(row.view_secret, { id, instanceId: row.instance_id, mode, expiresAtMs })
  const url = `${origin}/i/${row.instance_id}/vnc.html?autoconnect=1&resize=scale#token=${token}`
  return { id, token, url, mode, expiresAtMs }
}
