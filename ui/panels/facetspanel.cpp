#include "ui/panels/facetspanel.h"

#include "ui/delegates/facetdelegate.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QListView>
#include <QVBoxLayout>

namespace cauce {

FacetsPanel::FacetsPanel(Facets& facets, QWidget* parent)
    : Surface(Edge::Right, parent)
    , m_facets(facets)
    , m_view(new QListView)
{
    setFixedWidth(px(232));
    m_view->setModel(&facets);
    m_view->setItemDelegate(new FacetDelegate(m_view));
    m_view->setSelectionMode(QAbstractItemView::NoSelection);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setMouseTracking(true);
    m_view->setAccessibleName(tr("Facets"));
    m_view->installEventFilter(this);
    m_view->viewport()->setAutoFillBackground(false);
    auto* layout = new QVBoxLayout(this);
    setSpacing(*layout, 12, 12, 12, 4, 0);
    layout->addWidget(m_view);
    connect(m_view, &QListView::pressed, this,
            [this](const QModelIndex& index) { m_pressed = index; });
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex&) { toggle(m_pressed); });
}

void FacetsPanel::toggle(const QModelIndex& index)
{
    if (index.isValid())
        m_facets.toggle(index.row());
}

bool FacetsPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter) {
            toggle(m_view->currentIndex());
            return true;
        }
    }
    return Surface::eventFilter(watched, event);
}

} // namespace cauce
