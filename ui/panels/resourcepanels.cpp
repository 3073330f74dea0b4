#include "ui/panels/resourcepanels.h"

#include "ui/delegates/listdelegates.h"
#include "ui/delegates/rowdelegate.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/searchfield.h"

#include <QEvent>
#include <QPainter>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace cauce {

namespace {

//! Gives each section its share of the room; fixed widths, so that nothing jumps.
void shareRoom(QHeaderView& header, int room, std::initializer_list<int> widths, int filler)
{
    int used = 0;
    for (const int width : widths)
        used += px(width);
    int section = 0;
    for (const int width : widths) {
        const int extra = section == filler ? std::max(0, room - used) : 0;
        header.resizeSection(section++, px(width) + extra);
    }
}

//! A tree whose branches are in the theme's colour and whose rows are ruled from edge to edge.
class OutlineView : public QTreeView
{
protected:
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                 const QModelIndex& index) const override
    {
        if (selectionModel()->isRowSelected(index.row(), index.parent()))
            painter->fillRect(option.rect, tokens().accentWash);
        QTreeView::drawRow(painter, option, index);
        painter->fillRect(option.rect.x(), option.rect.bottom(), option.rect.width(), 1,
                          tokens().line);
        if (hasFocus() && currentIndex().row() == index.row()
            && currentIndex().parent() == index.parent())
            paint::rowFocus(*painter, option.rect, true, true);
    }
    void drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override
    {
        if (model()->rowCount(index) == 0)
            return;
        const QRect place(rect.right() - indentation(), rect.y(), indentation(), rect.height());
        const QRect mark(place.center().x() - px(7), place.center().y() - px(7), px(14), px(14));
        icons::draw(*painter, mark,
                    isExpanded(index) ? QStringLiteral("chevrondown")
                                      : QStringLiteral("chevronright"),
                    tokens().secondary);
    }
};

Surface* cardAround(QWidget* inside)
{
    auto* card = new Surface;
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(inside);
    return card;
}

} // namespace

TreePanel::TreePanel(Store& store, QWidget* parent)
    : QWidget(parent)
    , m_model(store.clock())
    , m_view(new OutlineView)
    , m_header(new TableHeader(m_view))
{
    m_view->setHeader(m_header);
    m_view->setModel(&m_model);
    m_view->setItemDelegate(new CellDelegate(ResourceTreeModel::Name, true, m_view));
    m_view->setUniformRowHeights(true);
    m_view->setIndentation(px(22));
    m_view->setAnimated(false);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setAccessibleName(tr("Resource tree"));
    copyRowsOf(*m_view);
    m_header->setStretchLastSection(false);
    m_view->viewport()->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    setSpacing(*layout, 20, 14, 20, 14, 0);
    layout->addWidget(cardAround(m_view));
    connect(&m_model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex& parent, int first, int last) {
                m_view->expand(parent);
                for (int row = first; row <= last; ++row)
                    m_view->expandRecursively(m_model.index(row, 0, parent));
            });
    connect(&store, &Store::ticked, this, [this] { m_view->viewport()->update(); });
}

void TreePanel::setState(const AppStatePtr& state)
{
    const QString name = state ? state->name() : QString();
    const bool other = name != m_name;
    m_name = name;
    m_model.setState(state);
    if (other) {
        m_view->expandAll();
        m_view->setCurrentIndex(m_model.index(0, 0));
    }
}

void TreePanel::focusList()
{
    m_view->setFocus(Qt::OtherFocusReason);
}

void TreePanel::sizeColumns()
{
    shareRoom(*m_header, m_view->viewport()->width(), {380, 160, 130, 130, 180, 100},
              ResourceTreeModel::Info);
}

bool TreePanel::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        sizeColumns();
    return QWidget::eventFilter(watched, event);
}

ResourcesPanel::ResourcesPanel(Store& store, QWidget* parent)
    : QWidget(parent)
    , m_model(store.clock())
    , m_view(new QTableView)
    , m_header(new TableHeader(m_view))
{
    m_view->setHorizontalHeader(m_header);
    m_view->setModel(&m_model);
    m_view->setItemDelegate(new CellDelegate(ResourceListModel::Name, false, m_view));
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(tableRowHeight());
    m_view->setShowGrid(false);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setTabKeyNavigation(false);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setAccessibleName(tr("Resources"));
    copyRowsOf(*m_view);
    m_view->viewport()->installEventFilter(this);
    auto* filter = new SearchField(tr("Filter by kind, name or namespace"));
    filter->setMaximumWidth(px(320));
    connect(filter, &QLineEdit::textChanged, &m_model, &ResourceListModel::setFilter);
    connect(filter, &SearchField::left, this, &ResourcesPanel::focusList);
    connect(&store, &Store::ticked, this, [this] { m_view->viewport()->update(); });
    auto* layout = new QVBoxLayout(this);
    setSpacing(*layout, 20, 14, 20, 14, 12);
    layout->addWidget(filter);
    layout->addWidget(cardAround(m_view), 1);
}

void ResourcesPanel::setState(const AppStatePtr& state)
{
    m_model.setState(state);
}

void ResourcesPanel::focusList()
{
    m_view->setFocus(Qt::OtherFocusReason);
    if (!m_view->currentIndex().isValid())
        m_view->setCurrentIndex(m_model.index(0, 0));
}

void ResourcesPanel::sizeColumns()
{
    shareRoom(*m_header, m_view->viewport()->width(), {160, 240, 130, 130, 130, 240, 90},
              ResourceListModel::Differs);
}

bool ResourcesPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        sizeColumns();
    return QWidget::eventFilter(watched, event);
}

} // namespace cauce
