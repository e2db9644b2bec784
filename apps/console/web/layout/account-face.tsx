import { ChevronsUpDown } from 'lucide-react'
import type { Session } from '../api/session.ts'

export const ACCOUNT_BUTTON =
  'flex w-full items-center gap-2.5 rounded-md px-2.5 py-2 text-left hover:bg-raised'

/** The content of the button of the account menu. */
export const AccountFace = ({ session }: { session: Session }) => (
  <>
    <Avatar name={session.user.name} />
    <span className="min-w-0 flex-1">
      <span className="block truncate font-medium">{session.user.name}</span>
      <span className="block truncate text-xs text-faint">{session.organization.name}</span>
    </span>
    <ChevronsUpDown size={16} aria-hidden className="text-faint" />
  </>
)

const Avatar = ({ name }: { name: string }) => (
  <span
    aria-hidden
    className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent"
  >
    {name.slice(0, 1).toUpperCase()}
  </span>
)
