#include "ui/pages/applicationpage.h"

#include "models/format.h"
#include "ui/panels/diffpanel.h"
#include "ui/panels/historypanel.h"
#include "ui/panels/resourcepanels.h"
#include "ui/panels/statusstrip.h"
#include "ui/panels/syncpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tabstrip.h"

#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

ApplicationPage::ApplicationPage(Store& store, Commands& commands, QWidget* parent)
    : QWidget(parent)
    , m_store(store)
    , m_commands(commands)
    , m_strip(new StatusStrip)
    , m_tabs(new TabStrip)
    , m_stack(new QStackedWidget)
    , m_diff(new DiffPanel(store))
    , m_tree(new TreePanel(store))
    , m_resources(new ResourcesPanel(store))
    , m_history(new HistoryPanel(store, commands))
    , m_syncPage(new SyncPage(store, commands))
{
    makeTopBar();
    for (const QString& word : {tr("Diff"), tr("Tree"), tr("Resources"), tr("History")})
        m_tabs->add(word);
    for (QWidget* panel :
         std::initializer_list<QWidget*> {m_diff, m_tree, m_resources, m_history, m_syncPage})
        m_stack->addWidget(panel);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_tabs);
    layout->addWidget(m_stack, 1);
    connect(m_stack, &QStackedWidget::currentChanged, this, &ApplicationPage::shownChanged);
    connect(m_tabs, &TabStrip::currentChanged, this, [this](int tab) {
        m_chosen = true;
        showTab(tab);
    });
    connect(m_syncPage, &SyncPage::left, this, [this] { goBack(); });
    connect(m_history, &HistoryPanel::rollbackPressed, this, &ApplicationPage::beginRollback);
    connect(m_strip, &StatusStrip::resumePressed, this,
            [this] { emit m_commands.resumeAsked(m_name); });
    connect(m_strip, &StatusStrip::automationPressed, this, &ApplicationPage::automationPressed);
    connect(m_strip, &StatusStrip::operationPressed, this, [this] {
        m_syncPage->showOperation(m_name);
        m_stack->setCurrentWidget(m_syncPage);
    });
    connect(&store, &Store::applicationsChanged, this, [this](const QStringList& names) {
        if (names.contains(m_name))
            refresh();
    });
    connect(&store, &Store::workspaceChanged, this, &ApplicationPage::refresh);
    connect(&store, &Store::ticked, this, &ApplicationPage::refresh);
}

void ApplicationPage::makeTopBar()
{
    auto* bar = new Surface(Surface::Edge::Bottom);
    bar->setFixedHeight(px(48));
    auto* layout = new QHBoxLayout(bar);
    setSpacing(*layout, 12, 0, 16, 0, 12);
    auto* back = makeButton(tr("Applications"), ButtonKind::Flat);
    back->setProperty("crumb", true);
    setPlainToolTip(*back, tr("Back (Esc)"));
    m_title = new Label({}, Label::Type::Heading);
    m_title->setElided(Qt::ElideMiddle);
    m_place = new Label({}, Label::Type::Body, &Tokens::secondary);
    m_place->setElided();
    m_refresh = makeButton(tr("Refreshing…"));
    m_refresh->setFixedWidth(m_refresh->sizeHint().width() + px(8)); // its words change
    m_refresh->setText(tr("Refresh"));
    m_rollback = makeButton(tr("Roll back…"));
    m_sync = makeButton(tr("Sync…"), ButtonKind::Primary);
    m_sync->setObjectName(u"sync"_s);
    auto* crumbs = new QHBoxLayout;
    setSpacing(*crumbs, 0, 0, 0, 0, 2);
    crumbs->addWidget(back);
    crumbs->addWidget(new Label(u"›"_s, Label::Type::Body, &Tokens::secondary));
    crumbs->addSpacing(px(3));
    crumbs->addWidget(m_title);
    crumbs->addSpacing(px(6));
    crumbs->addWidget(m_place, 1);
    layout->addLayout(crumbs, 1);
    layout->addWidget(m_refresh);
    layout->addWidget(m_rollback);
    layout->addWidget(m_sync);
    connect(back, &QPushButton::clicked, this, &ApplicationPage::left);
    connect(m_refresh, &QPushButton::clicked, this,
            [this] { emit m_commands.refreshAsked(m_name); });
    connect(m_rollback, &QPushButton::clicked, this, [this] { setTab(History); });
    connect(m_sync, &QPushButton::clicked, this, &ApplicationPage::beginSync);
    m_topBar = bar;
}

void ApplicationPage::setApplication(const QString& name)
{
    m_name = name;
    m_chosen = false;
    const AppStatePtr state = m_store.application(name);
    const bool differs = state && state->sync != diff::SyncStatus::Synced;
    emit m_commands.diffAsked(name);
    m_diff->setApplication(name);
    m_history->setApplication(name);
    m_tabs->setCurrent(differs ? Diff : Tree);
    m_chosen = false;
    refresh();
    showTab(m_tabs->current());
}

void ApplicationPage::refresh()
{
    const AppStatePtr state = m_store.application(m_name);
    if (m_name.isEmpty())
        return;
    m_sync->setEnabled(state != nullptr && !state->stale);
    m_rollback->setEnabled(state && !state->history.isEmpty());
    m_title->setText(format::line(m_name));
    if (!state) {
        // Git no longer declares it: there is nothing to look at here.
        m_name.clear();
        emit left();
        return;
    }
    m_refresh->setEnabled(!state->refreshing);
    m_refresh->setText(state->refreshing ? tr("Refreshing…") : tr("Refresh"));
    const WorkspaceStatePtr& w = m_store.workspace();
    QStringList place {format::line(state->spec.destinationNamespace)};
    if (w)
        place << format::line(w->context);
    place.removeAll(QString());
    m_place->setText(place.join(u" · "_s));
    m_strip->setState(*state, w && w->automation, m_store.now());
    const int differing = int(std::count_if(
        state->resources.cbegin(), state->resources.cend(),
        [](const ResourceState& r) { return r.change != diff::Change::None && !r.hook; }));
    m_tabs->setCount(Diff, differing > 0 ? differing : -1, markOf(state->sync).tone);
    m_tabs->setCount(Resources, int(state->resources.size()));
    m_sync->setToolTip(state->stale ? format::line(state->staleReason) : QString());
    refreshPanel(m_stack->currentIndex());
}

// Only what is seen follows the snapshots: with a thousand objects each panel costs its time.
void ApplicationPage::refreshPanel(int panel)
{
    const AppStatePtr state = m_store.application(m_name);
    switch (panel) {
    case Diff:
        m_diff->refresh();
        break;
    case Tree:
        m_tree->setState(state);
        break;
    case Resources:
        m_resources->setState(state);
        break;
    case History:
        m_history->refresh();
        break;
    default:
        m_syncPage->refresh();
        break;
    }
}

void ApplicationPage::showTab(int tab)
{
    refreshPanel(tab);
    m_stack->setCurrentIndex(tab);
    switch (tab) {
    case Diff:
        m_diff->focusList();
        break;
    case Tree:
        m_tree->focusList();
        break;
    case Resources:
        m_resources->focusList();
        break;
    case History:
        m_history->focusList();
        break;
    default:
        break;
    }
}

void ApplicationPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    emit shownChanged();
}

void ApplicationPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    emit shownChanged();
}

void ApplicationPage::setTab(int tab)
{
    if (tab < 0 || tab >= TabCount)
        return;
    m_tabs->setCurrent(tab);
    showTab(tab);
}

int ApplicationPage::tab() const
{
    return m_tabs->current();
}

bool ApplicationPage::isSyncing() const
{
    return m_stack->currentWidget() == m_syncPage;
}

void ApplicationPage::beginSync()
{
    const AppStatePtr state = m_store.application(m_name);
    if (!state || !m_sync->isEnabled())
        return;
    m_stack->setCurrentWidget(m_syncPage);
    if (state->operation && !state->operation->isFinished())
        m_syncPage->showOperation(m_name);
    else
        m_syncPage->begin(m_name);
}

void ApplicationPage::beginRollback(int id)
{
    m_stack->setCurrentWidget(m_syncPage);
    m_syncPage->begin(m_name, id);
}

bool ApplicationPage::goBack()
{
    if (!isSyncing())
        return false;
    showTab(m_tabs->current());
    return true;
}

void ApplicationPage::goToChange(int step)
{
    if (tab() == Diff && !isSyncing())
        m_diff->goToChange(step);
}

void ApplicationPage::toggleSideBySide()
{
    if (tab() == Diff && !isSyncing())
        m_diff->toggleSideBySide();
}

void ApplicationPage::confirm()
{
    if (isSyncing())
        m_syncPage->confirm();
}

} // namespace cauce
