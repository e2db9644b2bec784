import { Link } from '@tanstack/react-router'
import { BookOpen, Boxes, KeyRound, MessagesSquare } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Session } from '../api/session.ts'
import { m } from '../messages/index.ts'

type Item = { to: string; label: string; icon: LucideIcon; isShown?: (session: Session) => boolean }
type Group = { label: string; items: Item[] }

const GROUPS: Group[] = [
  {
    label: m.nav.build,
    items: [
      { to: '/playground', label: m.nav.playground, icon: MessagesSquare },
      { to: '/models', label: m.nav.models, icon: Boxes },
      { to: '/keys', label: m.nav.keys, icon: KeyRound },
    ],
  },
]

const ITEM =
  'flex items-center gap-2.5 rounded-md px-2.5 py-1.5 text-soft hover:bg-raised hover:text-text ' +
  'aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent'

export const Navigation = ({ session, onNavigate }: { session: Session; onNavigate?: () => void }) => (
  <nav aria-label={m.nav.label} className="flex flex-1 flex-col gap-5 overflow-y-auto px-3 py-2">
    {GROUPS.map(({ label, items }) => (
      <div key={label}>
        <h2 className="px-2.5 pb-1 text-xs font-medium text-faint">{label}</h2>
        <ul className="flex flex-col gap-0.5">
          {items
            .filter(({ isShown = () => true }) => isShown(session))
            .map(({ to, label: text, icon: Icon }) => (
              <li key={to}>
                <Link to={to} onClick={onNavigate} className={ITEM}>
                  <Icon size={17} aria-hidden className="shrink-0" />
                  {text}
                </Link>
              </li>
            ))}
        </ul>
      </div>
    ))}
    <a href="/docs" className={ITEM}>
      <BookOpen size={17} aria-hidden />
      {m.nav.docs}
    </a>
  </nav>
)
