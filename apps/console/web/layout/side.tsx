import type { Session } from '../api/session.ts'
import { AccountMenu } from './account-menu.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'

/** The menu of all pages, with the account below. */
export const Side = ({ session, onNavigate }: { session: Session; onNavigate?: () => void }) => (
  <>
    <div className="px-5.5 pt-5 pb-3">
      <Logo />
    </div>
    <Navigation session={session} onNavigate={onNavigate} />
    <div className="border-t border-line p-3">
      <AccountMenu session={session} />
    </div>
  </>
)
