import { Link } from '@tanstack/react-router'
import {
  AudioLines,
  BookOpen,
  Boxes,
  Captions,
  Clapperboard,
  CreditCard,
  Image as ImageIcon,
  Images,
  KeyRound,
  LineChart,
} from 'lucide-react'
import {
  MessagesSquare,
  Mic,
  Monitor,
  ScrollText,
  Settings,
  Users,
  Wallet,
  Waypoints,
  Webhook,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Session } from '../api/session.ts'
import { m } from '../messages/index.ts'

type Item = { to: string; label: string; icon: LucideIcon; isShown?: (session: Session) => boolean }
type Group = { label: string; items: Item[] }

const isAdministrator = ({ user }: Session): boolean => user.isAdministrator
const mayManageKeys = ({ organization }: Session): boolean => organization.may.includes('manage-keys')

const GROUPS: Group[] = [
  {
    label: m.nav.playground,
    items: [
      { to: '/playground', label: m.create.chat, icon: MessagesSquare },
      { to: '/playground/voice', label: m.voice.title, icon: Mic },
      { to: '/playground/images', label: m.create.image, icon: ImageIcon },
      { to: '/playground/video', label: m.create.video, icon: Clapperboard },
      { to: '/playground/speech', label: m.create.speech, icon: AudioLines },
      { to: '/playground/transcription', label: m.create.transcription, icon: Captions },
    ],
  },
  {
    label: m.nav.build,
    items: [
      { to: '/models', label: m.nav.models, icon: Boxes },
      { to: '/media', label: m.media.title, icon: Images },
      { to: '/computers', label: m.nav.computers, icon: Monitor },
      { to: '/keys', label: m.nav.keys, icon: KeyRound },
      { to: '/webhooks', label: m.webhooks.title, icon: Webhook },
    ],
  },
  {
    label: m.nav.organization,
    items: [
      { to: '/activity', label: m.nav.activity, icon: LineChart },
      { to: '/credits', label: m.nav.credits, icon: CreditCard },
      { to: '/members', label: m.nav.members, icon: Users },
      { to: '/audit', label: m.nav.audit, icon: ScrollText, isShown: mayManageKeys },
      { to: '/settings', label: m.nav.settings, icon: Settings },
    ],
  },
  {
    label: m.nav.platform,
    items: [
      { to: '/admin/providers', label: m.nav.providers, icon: Waypoints, isShown: isAdministrator },
      { to: '/admin/accounts', label: m.nav.accounts, icon: Wallet, isShown: isAdministrator },
    ],
  },
]

const ITEM =
  'flex items-center gap-2.5 rounded-md px-2.5 py-1 text-soft hover:bg-raised hover:text-text ' +
  'aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent'

/** Scrolls to the entry of the current page if the menu is higher than the screen; once it is laid out anyway. */
const showCurrent = (nav: HTMLElement | null): void => {
  if (nav === null) return
  requestAnimationFrame(() => nav.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest' }))
}

export const Navigation = ({ session, onNavigate }: { session: Session; onNavigate?: () => void }) => (
  <nav
    ref={showCurrent}
    aria-label={m.nav.label}
    className="flex flex-1 flex-col gap-4 overflow-y-auto scroll-pb-6 mask-b-from-[calc(100%-1.5rem)] px-3 pt-2 pb-6"
  >
    {GROUPS.map(({ label, items }) => {
      const shown = items.filter(({ isShown = () => true }) => isShown(session))
      return (
        shown.length > 0 && (
          <NavigationGroup key={label} label={label} items={shown} onNavigate={onNavigate} />
        )
      )
    })}
    <a href="/docs" className={ITEM}>
      <BookOpen size={17} aria-hidden />
      {m.nav.docs}
    </a>
  </nav>
)

const NavigationGroup = ({ label, items, onNavigate }: Group & { onNavigate?: () => void }) => (
  <div>
    <h2 className="px-2.5 pb-1 text-xs font-medium text-faint">{label}</h2>
    <ul className="flex flex-col gap-0.5">
      {items.map(({ to, label: text, icon: Icon }) => (
        <li key={to}>
          <Link to={to} onClick={onNavigate} activeOptions={{ exact: to === '/playground' }} className={ITEM}>
            <Icon size={17} aria-hidden className="shrink-0" />
            {text}
          </Link>
        </li>
      ))}
    </ul>
  </div>
)
