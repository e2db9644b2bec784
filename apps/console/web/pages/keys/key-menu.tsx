import { Ellipsis } from 'lucide-react'
import type { Key } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import { onDemand, type FaceProps } from '../../ui/on-demand.tsx'

export type KeyModal = 'edit' | 'rotate' | 'revoke'
export type KeyMenuProps = { apiKey: Key; onOpen: (modal: KeyModal) => void; onToggle: () => void }

const Face = ({ apiKey, onClick, onPointerEnter, onFocus }: KeyMenuProps & FaceProps) => (
  <button
    type="button"
    aria-haspopup="menu"
    aria-expanded={false}
    aria-label={m.keys.actions(apiKey.name)}
    className={buttonClass('quiet', 'icon')}
    onClick={onClick}
    onPointerEnter={onPointerEnter}
    onFocus={onFocus}
  >
    <Ellipsis size={18} aria-hidden />
  </button>
)

/** The menu of a key. */
export const KeyMenu = onDemand(() => import('./key-menu-opened.tsx'), Face)
