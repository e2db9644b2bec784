import { Menu } from 'lucide-react'
import { m } from '../messages/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { onDemand, type FaceProps } from '../ui/on-demand.tsx'

const Face = ({ onClick, onPointerEnter, onFocus }: FaceProps) => (
  <button
    type="button"
    aria-haspopup="dialog"
    aria-expanded={false}
    aria-label={m.nav.openMenu}
    className={buttonClass('quiet', 'icon')}
    onClick={onClick}
    onPointerEnter={onPointerEnter}
    onFocus={onFocus}
  >
    <Menu size={20} aria-hidden />
  </button>
)

/** The menu on narrow screens: it slides over the page. */
export const Drawer = onDemand(() => import('./drawer-opened.tsx'), Face)
