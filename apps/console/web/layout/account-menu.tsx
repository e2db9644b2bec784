import type { Session } from '../api/session.ts'
import { onDemand, type FaceProps } from '../ui/on-demand.tsx'
import { ACCOUNT_BUTTON, AccountFace } from './account-face.tsx'

const Face = ({ session, ...handlers }: { session: Session } & FaceProps) => (
  <button type="button" aria-haspopup="menu" aria-expanded={false} className={ACCOUNT_BUTTON} {...handlers}>
    <AccountFace session={session} />
  </button>
)

/** The person, their organizations, the theme, and signing out. */
export const AccountMenu = onDemand(() => import('./account-menu-opened.tsx'), Face)
