import { Menu } from 'lucide-react'
import type { Session } from '../api/session.ts'
import { m } from '../messages/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { onDemand, type FaceProps } from '../ui/on-demand.tsx'

const Face = ({ session: _, ...handlers }: { session: Session } & FaceProps) => (
  <button
    type="button"
    aria-haspopup="dialog"
    aria-expanded={false}
    aria-label={m.nav.openMenu}
    className={buttonClass('quiet', 'icon')}
    {...handlers}
  >
    <Menu size={20} aria-hidden />
  </button>
)

/** The menu of narrow screens: it comes from the side. */
export const Drawer = onDemand(() => import('./drawer-opened.tsx'), Face)
