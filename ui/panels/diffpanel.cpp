#include "ui/panels/diffpanel.h"

#include "models/format.h"
#include "ui/delegates/listdelegates.h"
#include "ui/panels/diffcard.h"
#include "ui/panels/diffview.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/label.h"
#include "ui/widgets/searchfield.h"

#include <QListView>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

DiffPanel::DiffPanel(Store& store, QWidget* parent)
    : QWidget(parent)
    , m_store(store)
    , m_model(store.clock())
    , m_filter(new SearchField(tr("Filter by kind or name")))
    , m_list(new QListView)
    , m_card(new DiffCard(tr("live → desired"), true))
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState)
{
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new ObjectDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Compared objects"));
    copyRowsOf(*m_list);
    auto* left = new Surface(Surface::Edge::Right);
    left->setFixedWidth(px(300));
    auto* leftBox = new QVBoxLayout(left);
    setSpacing(*leftBox, 0, 8, 1, 0, 7);
    auto* filterBox = new QHBoxLayout;
    setSpacing(*filterBox, 12, 0, 12, 0, 0);
    filterBox->addWidget(m_filter);
    leftBox->addLayout(filterBox);
    leftBox->addWidget(m_list, 1);
    m_left = left;

    auto* cardPage = new QWidget;
    auto* cardBox = new QVBoxLayout(cardPage);
    setSpacing(*cardBox, 0, 0, 0, 0, 12);
    cardBox->addWidget(m_card, 0);
    cardBox->addWidget(makeHints());
    cardBox->addStretch(1);
    m_stack->addWidget(cardPage);
    m_stack->addWidget(m_empty);
    auto* right = new QVBoxLayout;
    setSpacing(*right, 20, 14, 20, 8, 12);
    right->addWidget(makeBanner());
    right->addWidget(m_stack, 1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(left);
    layout->addLayout(right, 1);

    connect(&store, &Store::diffChanged, this, &DiffPanel::onDiff);
    connect(&m_worker, &DiffWorker::ready, this, &DiffPanel::onDocuments);
    connect(&m_single, &DiffWorker::ready, this, [this](const DiffDocumentsPtr& documents) {
        if (!documents->documents.isEmpty()
            && documents->documents.first()->object.key == m_current)
            m_card->setDocument(documents->documents.first(), m_store.now());
    });
    connect(m_filter, &QLineEdit::textChanged, &m_model, &DiffModel::setFilter);
    connect(m_filter, &SearchField::left, this, &DiffPanel::focusList);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &DiffPanel::onCurrent);
    onEnter(*m_list, [this](const QModelIndex&) {
        if (m_card->isVisible())
            m_card->view().setFocus(Qt::OtherFocusReason);
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) {
        if (index.data(DiffModel::RowRole).value<DiffRow>().kind == DiffRow::Kind::Caption)
            m_model.setUnchangedShown(!m_model.isUnchangedShown());
    });
}

QWidget* DiffPanel::makeBanner()
{
    m_banner = new Surface;
    m_banner->setFixedHeight(px(42));
    auto* layout = new QHBoxLayout(m_banner);
    setSpacing(*layout, 15, 0, 15, 0, 8);
    auto* symbol = new SymbolLabel(14);
    symbol->setObjectName(u"bannerSymbol"_s);
    m_bannerTitle = new Label({}, Label::Type::Strong);
    m_bannerText = new Label;
    m_bannerText->setElided();
    m_bannerAge = new Label({}, Label::Type::Body, &Tokens::secondary);
    layout->addWidget(symbol);
    layout->addSpacing(px(3));
    layout->addWidget(m_bannerTitle);
    layout->addWidget(m_bannerText, 1);
    layout->addWidget(m_bannerAge);
    return m_banner;
}

QWidget* DiffPanel::makeHints()
{
    auto* hints = new QWidget;
    auto* layout = new QHBoxLayout(hints);
    setSpacing(*layout, 0, 0, 0, 0, 5);
    const std::pair<QString, QString> keys[] {{tr("Next change"), u"N"_s},
                                              {tr("Previous"), u"P"_s},
                                              {tr("Sync"), u"S"_s},
                                              {tr("Side by side"), u"D"_s}};
    for (const auto& [words, key] : keys) {
        layout->addWidget(new Label(words, Label::Type::Body, &Tokens::secondary));
        layout->addWidget(new KeyCap(key));
    }
    layout->addStretch(1);
    return hints;
}

void DiffPanel::setApplication(const QString& name)
{
    if (m_name != name) {
        m_documents = nullptr;
        m_current = {};
        m_filter->clear();
        m_model.setState(nullptr);
        m_model.setDocuments(nullptr);
        m_card->setDocument(nullptr, m_store.now());
    }
    m_name = name;
    refresh();
    onDiff();
    selectFirst();
}

void DiffPanel::refresh()
{
    const AppStatePtr state = m_store.application(m_name);
    m_model.setState(state);
    if (!state)
        return;
    updateBanner(*state);
    if (m_documents && !m_list->currentIndex().isValid())
        selectFirst();
    if (m_documents && state->resources.isEmpty()) {
        m_empty->say(tr("This application has no objects"),
                     tr("Nothing at %1 is a Kubernetes manifest.")
                         .arg(format::line(state->spec.source.path)));
        m_stack->setCurrentWidget(m_empty);
    }
}

void DiffPanel::updateBanner(const AppState& state)
{
    int changes = 0;
    bool predicted = true;
    for (const ResourceState& r : state.resources) {
        changes += r.change != diff::Change::None && r.change != diff::Change::Unknown;
        predicted = predicted && r.error.message.isEmpty();
    }
    const bool synced = state.sync == diff::SyncStatus::Synced;
    const Tone tone = state.stale ? Tone::Unknown : markOf(state.sync).tone;
    m_banner->setTone(tone);
    static_cast<SymbolLabel*>(m_banner->findChild<QWidget*>(u"bannerSymbol"_s))
        ->setMark(markOf(state.sync).glyph, tone);
    m_bannerTitle->setText(synced            ? tr("Nothing differs.")
                               : changes > 0 ? tr("%n object(s) will change.", "", changes)
                                             : tr("Not everything could be compared."));
    const QString words = differencewords::changes(state, m_store.now());
    m_bannerText->setText(state.stale  ? format::line(state.staleReason)
                              : synced ? tr("What is in the cluster is what is in Git.")
                                       : words);
    m_bannerAge->setText(state.evaluatedAt.isValid()
                             ? tr("compared %1").arg(format::ago(state.evaluatedAt, m_store.now()))
                             : QString());
    m_bannerAge->setPlainToolTip(format::exact(state.evaluatedAt));
}

void DiffPanel::onDiff()
{
    const AppDiffPtr& diff = m_store.diff();
    if (!diff || diff->application != m_name) {
        if (!m_documents) {
            m_empty->showWaiting(tr("Comparing…"), {});
            m_stack->setCurrentWidget(m_empty);
        }
        return;
    }
    m_worker.request(diff->objects);
}

void DiffPanel::onDocuments(const DiffDocumentsPtr& documents)
{
    m_documents = documents;
    m_model.setDocuments(documents);
    m_stack->setCurrentIndex(0);
    if (m_current.kind.isEmpty())
        selectFirst();
    else
        showDocument(m_current);
    refresh();
}

void DiffPanel::selectFirst()
{
    if (m_model.rowCount() > 0 && m_model.row(0).kind == DiffRow::Kind::Object)
        m_list->setCurrentIndex(m_model.index(0, 0));
    else if (m_model.rowCount() > 1)
        m_list->setCurrentIndex(m_model.index(1, 0));
}

void DiffPanel::onCurrent(const QModelIndex& index)
{
    const DiffRow row = index.data(DiffModel::RowRole).value<DiffRow>();
    if (!index.isValid() || row.kind == DiffRow::Kind::Caption)
        return;
    m_current = row.object;
    showDocument(m_current);
}

void DiffPanel::showDocument(const object::ResourceKey& key)
{
    const DiffDocumentPtr document = m_documents ? m_documents->find(key) : nullptr;
    if (document) {
        m_card->setDocument(document, m_store.now());
        return;
    }
    const AppDiffPtr& diff = m_store.diff();
    if (!m_documents || !diff || diff->application != m_name)
        return;
    for (diff::ObjectDiff object : diff->objects) {
        if (object.key != key)
            continue;
        // Asked for by a person: shown even though nothing differs.
        object.change = object.change == diff::Change::None ? diff::Change::Unknown : object.change;
        m_single.request({object});
    }
}

void DiffPanel::goToChange(int step)
{
    if (m_card->view().goToHunk(step))
        return;
    for (int row = m_list->currentIndex().row() + step; row >= 0 && row < m_model.rowCount();
         row += step) {
        const DiffRow& r = m_model.row(row);
        if (r.kind == DiffRow::Kind::Caption && step > 0)
            return;
        if (r.kind == DiffRow::Kind::Object) {
            m_list->setCurrentIndex(m_model.index(row, 0));
            return;
        }
    }
}

void DiffPanel::toggleSideBySide()
{
    m_card->setSideBySide(!m_card->isSideBySide());
}

void DiffPanel::focusList()
{
    m_list->setFocus(Qt::OtherFocusReason);
}

void DiffPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_left->setFixedWidth(px(width() < px(1100) ? 240 : 300));
}

} // namespace cauce
