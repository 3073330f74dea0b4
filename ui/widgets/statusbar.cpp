#include "ui/widgets/statusbar.h"

#include "models/format.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

QString clusterWords(const WorkspaceState& w, const QDateTime& now)
{
    const QString context = format::line(w.context);
    switch (w.cluster) {
    case WorkspaceState::Link::Connecting:
        return w.kindsWanted > 0
            ? StatusBar::tr("%1 · reading %n kind(s), %2 done", "", w.kindsWanted)
                  .arg(context)
                  .arg(w.kindsLoaded)
            : StatusBar::tr("%1 · connecting").arg(context);
    case WorkspaceState::Link::Live:
        return StatusBar::tr("%1 · watching %n kind(s)", "", w.kindsLoaded).arg(context);
    case WorkspaceState::Link::Delayed:
        return StatusBar::tr("%1 · delayed, no news for a while").arg(context);
    case WorkspaceState::Link::Disconnected:
        break;
    }
    return w.clusterRetryAt.isValid() ? StatusBar::tr("%1 · disconnected, next try %2")
                                            .arg(context, format::until(w.clusterRetryAt, now))
                                      : StatusBar::tr("%1 · disconnected").arg(context);
}

QString gitWords(const WorkspaceState& w)
{
    QString s = StatusBar::tr("Git %1").arg(format::repository(w.repoUrl));
    if (!w.revision.commit.isEmpty())
        s += u" · "_s + format::line(w.revisionName);
    return s;
}

QString pollWords(const WorkspaceState& w, const QDateTime& now)
{
    QStringList when;
    if (w.polledAt.isValid())
        when << StatusBar::tr("polled %1").arg(format::ago(w.polledAt, now));
    if (w.nextPollAt.isValid())
        when << StatusBar::tr("next %1").arg(format::until(w.nextPollAt, now));
    QStringList parts;
    if (w.git == WorkspaceState::Link::Disconnected)
        parts << StatusBar::tr("not reachable");
    if (!when.isEmpty())
        parts << when.join(u", "_s);
    return parts.isEmpty() ? QString() : u"· "_s + parts.join(u" · "_s);
}

Tone toneOf(WorkspaceState::Link link)
{
    switch (link) {
    case WorkspaceState::Link::Live:
        return Tone::Ok;
    case WorkspaceState::Link::Delayed:
        return Tone::Warning;
    case WorkspaceState::Link::Disconnected:
        return Tone::Bad;
    case WorkspaceState::Link::Connecting:
        break;
    }
    return Tone::Unknown;
}

} // namespace

StatusBar::StatusBar(Store& store, QWidget* parent)
    : Surface(Edge::Top, parent)
    , m_store(store)
    , m_dot(new SymbolLabel(8))
    , m_cluster(new Label({}, Label::Type::Small, &Tokens::secondary))
    , m_git(new Label({}, Label::Type::Small, &Tokens::secondary))
    , m_commit(new Label({}, Label::Type::Code, &Tokens::secondary))
    , m_polled(new Label({}, Label::Type::Small, &Tokens::secondary))
    , m_automation(makeButton({}, ButtonKind::Flat))
{
    setFixedHeight(px(26));
    m_polled->setElided();
    m_git->setElided(Qt::ElideMiddle);
    m_automation->setFont(theme().small());
    m_automation->setFixedHeight(px(22));
    m_automation->setStyleSheet(u"QPushButton { min-height: 0; font-size: %1px; }"_s.arg(px(12)));
    auto* layout = new QHBoxLayout(this);
    setSpacing(*layout, 15, 1, 6, 1, 8);
    layout->addWidget(m_dot);
    layout->addWidget(m_cluster);
    layout->addSpacing(px(8));
    auto* git = new QHBoxLayout;
    setSpacing(*git, 0, 0, 0, 0, 4);
    git->addWidget(m_git);
    git->addWidget(m_commit);
    git->addWidget(m_polled, 1);
    layout->addLayout(git, 1);
    layout->addWidget(m_automation);
    connect(&store, &Store::workspaceChanged, this, &StatusBar::refresh);
    connect(&store, &Store::ticked, this, &StatusBar::refresh);
    connect(m_automation, &QPushButton::clicked, this, &StatusBar::automationPressed);
    refresh();
}

void StatusBar::refresh()
{
    const WorkspaceStatePtr& w = m_store.workspace();
    setVisible(w != nullptr);
    if (!w)
        return;
    const QDateTime now = m_store.now();
    m_dot->setMark(Glyph::Dot, toneOf(w->cluster));
    m_cluster->setText(clusterWords(*w, now));
    m_cluster->setPlainToolTip(w->server % u' ' % w->serverVersion % u'\n'
                               % w->clusterError.message);
    m_git->setText(gitWords(*w));
    m_commit->setText(w->revision.shortCommit());
    m_polled->setText(pollWords(*w, now));
    m_polled->setTone(w->git == WorkspaceState::Link::Disconnected ? Tone::Bad : Tone::Neutral);
    m_git->setPlainToolTip(w->repoUrl % u'\n' % format::exact(w->polledAt));
    m_automation->setText(w->automation ? tr("Automation: this workstation")
                                        : tr("Automation: off"));
    m_automation->setToolTip(tr("Turn automatic sync for this workspace on or off"));
}

} // namespace cauce
