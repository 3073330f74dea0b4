#include "ui/pages/applicationspage.h"

#include "models/format.h"
#include "ui/delegates/rowdelegate.h"
#include "ui/delegates/tiledelegate.h"
#include "ui/panels/facetspanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/healthbar.h"
#include "ui/widgets/label.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/tileview.h"

#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce {

ApplicationsPage::ApplicationsPage(Store& store, Commands& commands, QWidget* parent)
    : QWidget(parent)
    , m_store(store)
    , m_commands(commands)
    , m_filter(store.applications())
    , m_facets(m_filter)
    , m_facetsPanel(new FacetsPanel(m_facets))
    , m_bar(new HealthBar)
    , m_stack(new QStackedWidget)
    , m_tiles(new TileView)
    , m_table(new QTableView)
    , m_skeleton(new Skeleton(true))
    , m_empty(new EmptyState)
{
    makeTopBar();
    makeTable();
    m_tiles->setModel(&m_filter);
    m_tiles->setItemDelegate(new TileDelegate(store.clock(), m_tiles));
    m_tiles->setAccessibleName(tr("Applications"));
    for (QAbstractItemView* list :
         {static_cast<QAbstractItemView*>(m_tiles), static_cast<QAbstractItemView*>(m_table)}) {
        list->installEventFilter(this);
        list->viewport()->installEventFilter(this);
        copyRowsOf(*list);
        connect(list, &QAbstractItemView::doubleClicked, this, &ApplicationsPage::openIndex);
    }
    m_table->setSelectionModel(m_tiles->selectionModel());
    connect(m_tiles->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this] { m_table->viewport()->update(); });
    m_stack->addWidget(m_tiles);
    auto* card = new Surface;
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(1, 1, 1, px(4)); // the last row stays clear of the round corners
    inside->addWidget(m_table);
    m_tableCard = card;
    auto* tablePage = new QWidget;
    auto* tableBox = new QVBoxLayout(tablePage);
    setSpacing(*tableBox, 0, 0, 12, 12, 0);
    tableBox->addWidget(card, 1);
    tableBox->addStretch(0);
    m_stack->addWidget(tablePage);
    m_stack->addWidget(m_skeleton);
    m_stack->addWidget(m_empty);

    auto* content = new QVBoxLayout;
    setSpacing(*content, 16, 12, 4, 0, 12);
    content->addWidget(makeHeader());
    content->addWidget(m_stack, 1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_facetsPanel);
    layout->addLayout(content, 1);

    setFocusPolicy(Qt::ClickFocus);
    m_patience.setSingleShot(true);
    m_patience.setInterval(300ms);
    connect(&m_patience, &QTimer::timeout, this, &ApplicationsPage::showState);
    connect(&m_filter, &ApplicationFilter::rebuilt, this, &ApplicationsPage::onRebuilt);
    connect(&store, &Store::workspaceChanged, this, &ApplicationsPage::showState);
    connect(&store, &Store::ticked, this, [this] { view()->viewport()->update(); });
    connect(m_empty, &EmptyState::pressed, this, [this] {
        m_search->clear();
        m_filter.setQuery({});
    });
    m_patience.start();
    onRebuilt();
}

void ApplicationsPage::makeTopBar()
{
    auto* bar = new Surface(Surface::Edge::Bottom);
    bar->setFixedHeight(px(48));
    auto* layout = new QHBoxLayout(bar);
    setSpacing(*layout, 16, 0, 16, 0, 12);
    m_workspace = makeButton({}, ButtonKind::Flat);
    m_workspace->setAccessibleName(tr("Workspace"));
    m_fold = makeButton(tr("Filter"));
    m_fold->hide();
    m_search = new SearchField(tr("Search applications, images, kinds…"), u"/"_s);
    m_search->setFixedWidth(px(300));
    m_refresh = makeButton(tr("Refreshing…"));
    m_refresh->setFixedWidth(m_refresh->sizeHint().width() + px(8)); // its words change
    m_refresh->setText(tr("Refresh"));
    setPlainToolTip(*m_refresh, tr("Ask Git and compare again (R)"));
    layout->addWidget(new Label(tr("Applications"), Label::Type::Heading));
    layout->addWidget(m_workspace);
    layout->addStretch();
    layout->addWidget(m_fold);
    layout->addWidget(m_search);
    layout->addWidget(m_refresh);
    connect(m_refresh, &QPushButton::clicked, this, [this] { emit m_commands.refreshAsked({}); });
    connect(m_fold, &QPushButton::clicked, this, [this] {
        m_facetsAsked = !m_facetsPanel->isVisible();
        m_facetsPanel->setVisible(m_facetsAsked);
    });
    connect(m_search, &SearchField::left, this, &ApplicationsPage::focusList);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        ApplicationQuery query = m_filter.query();
        query.text = text.trimmed();
        m_filter.setQuery(query);
    });
    m_topBar = bar;
}

QWidget* ApplicationsPage::makeHeader()
{
    auto* header = new QWidget;
    auto* layout = new QHBoxLayout(header);
    setSpacing(*layout, 0, 0, 12, 0, 12);
    m_order = makeButton({}, ButtonKind::Flat);
    auto* menu = new QMenu(m_order);
    menu->addAction(tr("Worst first"), this,
                    [this] { chooseOrder(ApplicationOrder::WorstFirst, false); });
    menu->addAction(tr("By name"), this, [this] { chooseOrder(ApplicationOrder::Name, false); });
    menu->addAction(tr("Last sync first"), this,
                    [this] { chooseOrder(ApplicationOrder::LastSync, false); });
    m_order->setMenu(menu);
    m_choice = new Segmented({tr("Tiles"), tr("Table")});
    m_choice->setAccessibleName(tr("Tiles or table"));
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_order);
    layout->addWidget(m_choice);
    connect(m_choice, &Segmented::chosen, this, [this](int number) {
        showState();
        focusList();
        emit viewChanged(number == 1);
    });
    chooseOrder(ApplicationOrder::WorstFirst, false);
    return header;
}

void ApplicationsPage::makeTable()
{
    m_header = new TableHeader(m_table);
    m_table->setHorizontalHeader(m_header);
    m_table->setModel(&m_filter);
    m_table->setItemDelegate(new RowDelegate(m_store.clock(), m_table));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setMinimumSectionSize(tableRowHeight());
    m_table->verticalHeader()->setDefaultSectionSize(tableRowHeight());
    m_table->setShowGrid(false);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setTabKeyNavigation(false);
    m_table->setCornerButtonEnabled(false);
    m_table->setAccessibleName(tr("Applications"));
    m_header->setSectionsClickable(true);
    connect(m_header, &QHeaderView::sectionClicked, this, [this](int section) {
        static constexpr ApplicationOrder orders[] {
            ApplicationOrder::Name,    ApplicationOrder::Namespace,  ApplicationOrder::Health,
            ApplicationOrder::Sync,    ApplicationOrder::WorstFirst, ApplicationOrder::Revision,
            ApplicationOrder::LastSync};
        const ApplicationOrder order = orders[section];
        const bool again = m_filter.order() == order && !m_filter.isDescending();
        chooseOrder(order, again);
    });
}

void ApplicationsPage::chooseOrder(ApplicationOrder order, bool descending)
{
    m_filter.setOrder(order, descending);
    static constexpr int sections[] {-1, 0, 1, 2, 3, 5, 6};
    m_header->setSorted(sections[int(order)], descending);
    const QString words = order == ApplicationOrder::WorstFirst ? tr("Worst first")
        : order == ApplicationOrder::Name                       ? tr("By name")
        : order == ApplicationOrder::LastSync                   ? tr("Last sync first")
                                                                : tr("By column");
    m_order->setText(words + u" ▾"_s);
}

QAbstractItemView* ApplicationsPage::view() const
{
    return isTable() ? static_cast<QAbstractItemView*>(m_table) : m_tiles;
}

bool ApplicationsPage::isTable() const
{
    return m_choice && m_choice->current() == 1;
}

void ApplicationsPage::setTable(bool table)
{
    m_choice->setCurrent(table ? 1 : 0);
}

void ApplicationsPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ApplicationsPage::focusList()
{
    view()->setFocus(Qt::OtherFocusReason);
    if (!view()->currentIndex().isValid() && m_filter.rowCount() > 0)
        view()->setCurrentIndex(m_filter.index(0, 0));
}

QString ApplicationsPage::currentApplication() const
{
    const QModelIndex index = view()->currentIndex();
    return index.isValid() ? index.data(ApplicationModel::NameRole).toString() : QString();
}

void ApplicationsPage::openIndex(const QModelIndex& index)
{
    const QString name = index.data(ApplicationModel::NameRole).toString();
    if (!name.isEmpty())
        emit opened(name);
}

void ApplicationsPage::onRebuilt()
{
    const auto& all = m_store.applications().rows();
    const bool refreshing = std::any_of(all.cbegin(), all.cend(), [](const ApplicationRowPtr& row) {
        return row->state->refreshing;
    });
    m_refresh->setText(refreshing ? tr("Refreshing…") : tr("Refresh"));
    m_bar->setApplications(all);
    m_tableCard->setMaximumHeight(m_filter.rowCount() * tableRowHeight() + px(33) + px(4) + 1);
    if ((!m_touched || !view()->currentIndex().isValid()) && m_filter.rowCount() > 0)
        view()->setCurrentIndex(m_filter.index(0, 0));
    showState();
}

void ApplicationsPage::showState()
{
    const WorkspaceStatePtr& w = m_store.workspace();
    const bool any = !m_store.applications().rows().isEmpty();
    for (QWidget* part : std::initializer_list<QWidget*> {m_bar, m_order, m_choice})
        part->setVisible(any);
    if (w)
        m_workspace->setText(
            format::line(w->name.isEmpty() ? w->context : w->name).replace(u'&', u"&&"_s)
            + u" ▾"_s);
    if (m_filter.rowCount() > 0) {
        const bool waited = hasFocus();
        m_stack->setCurrentIndex(isTable() ? 1 : 0);
        if (waited)
            focusList();
        return;
    }
    if (any) {
        m_empty->say(tr("No application matches"), tr("Other words or fewer facets show more."),
                     tr("Show all applications"));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_skeleton->setTiles(!isTable());
    if (m_patience.isActive() || !w) {
        m_stack->setCurrentWidget(m_skeleton);
        return;
    }
    if (w->applicationsLoaded)
        m_empty->say(tr("There is no application here"),
                     tr("%1 at %2 holds no Argo CD Application below the workspace's path.")
                         .arg(format::repository(w->repoUrl),
                              format::revision(w->revisionName, w->revision.commit)));
    else if (w->git == WorkspaceState::Link::Disconnected)
        m_empty->say(tr("The repository could not be read"),
                     tr("The bar above says why and what to do. Nothing is lost: Cauce tries "
                        "again by itself."));
    else if (w->kindsWanted > 0 && w->kindsLoaded < w->kindsWanted)
        m_empty->showWaiting(tr("Reading %n kind(s) from %1, %2 done", "", w->kindsWanted)
                                 .arg(format::line(w->context))
                                 .arg(w->kindsLoaded),
                             {});
    else
        m_empty->showWaiting(tr("Reading %1").arg(format::repository(w->repoUrl)), {});
    m_stack->setCurrentWidget(m_empty);
}

void ApplicationsPage::sizeColumns()
{
    // Widths of the drawing; what is left goes to the two columns of sentences.
    static constexpr int widths[] {186, 110, 120, 122, 200, 190, 116};
    const int room = m_table->viewport()->width();
    int used = 0;
    for (const int width : widths)
        used += px(width);
    // A status is never cut: where room is short the least telling columns go.
    m_table->setColumnHidden(ApplicationFilter::Namespace, room < used);
    used -= room < used ? px(widths[ApplicationFilter::Namespace]) : 0;
    m_table->setColumnHidden(ApplicationFilter::Revision, room < used);
    used -= room < used ? px(widths[ApplicationFilter::Revision]) : 0;
    const bool both = !m_table->isColumnHidden(ApplicationFilter::Revision);
    const int rest = std::max(0, room - used);
    for (int i = 0; i < ApplicationFilter::ColumnCount; ++i) {
        int width = px(widths[i]);
        if (i == ApplicationFilter::Differs)
            width += both ? rest / 2 : rest;
        if (i == ApplicationFilter::Revision)
            width += rest / 2;
        m_header->resizeSection(i, width);
    }
}

void ApplicationsPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool narrow = width() < px(1100);
    m_fold->setVisible(narrow);
    m_facetsPanel->setVisible(!narrow || m_facetsAsked);
    m_search->setFixedWidth(px(narrow ? 240 : 300));
    sizeColumns();
}

void ApplicationsPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    // Until there is a list the page itself holds the focus, so that no button does.
    if (m_filter.rowCount() > 0)
        focusList();
    else
        setFocus(Qt::OtherFocusReason);
}

bool ApplicationsPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        sizeColumns();
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::MouseButtonPress)
        m_touched = true;
    if (event->type() == QEvent::KeyPress && (watched == m_table || watched == m_tiles)) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            openIndex(view()->currentIndex());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace cauce
