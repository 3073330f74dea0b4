#include "ui/panels/historypanel.h"

#include "models/differencewords.h"
#include "models/errorwords.h"
#include "models/format.h"
#include "models/planmodel.h"
#include "ui/delegates/listdelegates.h"
#include "ui/panels/diffcard.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/label.h"

#include <QListView>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

HistoryPanel::HistoryPanel(Store& store, Commands& commands, QWidget* parent)
    : QWidget(parent)
    , m_store(store)
    , m_commands(commands)
    , m_model(store.clock())
    , m_list(new QListView)
{
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new HistoryDelegate(m_model, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Deployments"));
    copyRowsOf(*m_list);
    auto* left = new Surface(Surface::Edge::Right);
    auto* leftBox = new QVBoxLayout(left);
    leftBox->setContentsMargins(0, 0, 1, 0);
    leftBox->addWidget(m_list);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(left, 32);
    layout->addWidget(makeRight(), 68);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &HistoryPanel::onCurrent);
    // Enter asks for the rollback of the row; what it does is shown before anything is written.
    onEnter(*m_list, [this](const QModelIndex& index) {
        const HistoryRow& row = m_model.row(index.row());
        if (!row.live && !row.onlyInGit && m_rollback->isEnabled())
            emit rollbackPressed(row.entry.id);
    });
    connect(&store, &Store::planReady, this, &HistoryPanel::onPlan);
    connect(&store, &Store::planFailed, this, &HistoryPanel::onPlanFailed);
    connect(&m_worker, &DiffWorker::ready, this, [this](const DiffDocumentsPtr& documents) {
        m_cards->setDocuments(documents, m_store.now());
    });
}

QWidget* HistoryPanel::makeRight()
{
    m_title = new Label({}, Label::Type::Heading);
    m_title->setElided();
    m_text = new Label({}, Label::Type::Body, &Tokens::secondary);
    m_text->setWordWrap(true);
    m_rollback = makeButton(tr("Roll back…"), ButtonKind::Primary);
    auto* head = new Surface;
    auto* headBox = new QHBoxLayout(head);
    setSpacing(*headBox, 14, 10, 14, 10, 12);
    auto* words = new QVBoxLayout;
    setSpacing(*words, 0, 0, 0, 0, 2);
    words->addWidget(m_title);
    words->addWidget(m_text);
    headBox->addLayout(words, 1);
    headBox->addWidget(m_rollback);
    m_note = new Surface;
    m_note->setTone(Tone::Running);
    auto* noteBox = new QHBoxLayout(m_note);
    setSpacing(*noteBox, 14, 10, 14, 10, 0);
    auto* note = new Label(tr("Automation would undo a rollback: it is switched off for this "
                              "application when you roll back, until you resume it."));
    note->setWordWrap(true);
    noteBox->addWidget(note);
    m_cards = new DiffCards(tr("live → that revision"));
    auto* inside = new QWidget;
    auto* box = new QVBoxLayout(inside);
    setSpacing(*box, 20, 14, 20, 14, 12);
    box->addWidget(head);
    box->addWidget(m_note);
    box->addWidget(m_cards, 1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    m_empty = new EmptyState;
    m_stack = new QStackedWidget;
    m_stack->addWidget(scroll);
    m_stack->addWidget(m_empty);
    connect(m_rollback, &QPushButton::pressed, this,
            [this] { m_pressedId = current() ? current()->entry.id : -1; });
    connect(m_rollback, &QPushButton::clicked, this, [this] {
        if (m_pressedId >= 0)
            emit rollbackPressed(m_pressedId);
    });
    return m_stack;
}

const HistoryRow* HistoryPanel::current() const
{
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? &m_model.row(index.row()) : nullptr;
}

void HistoryPanel::setApplication(const QString& name)
{
    if (m_name != name) {
        m_name = name;
        m_shownId = -2;
        m_model.setState(nullptr);
    }
    refresh();
}

void HistoryPanel::refresh()
{
    const AppStatePtr state = m_store.application(m_name);
    m_model.setState(state);
    if (state)
        m_note->setVisible(state->spec.syncPolicy.automated && !state->automationPaused);
    if (m_model.rowCount() == 0) {
        m_empty->say(tr("Nothing has been deployed by Cauce yet"),
                     tr("Each sync is recorded here with its commit; you can go back to any."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (!m_list->currentIndex().isValid()) {
        int best = 0; // the newest deployment that is not the live one
        for (int i = 0; i < m_model.rowCount(); ++i) {
            if (!m_model.row(i).live && !m_model.row(i).onlyInGit) {
                best = i;
                break;
            }
        }
        m_list->setCurrentIndex(m_model.index(best, 0));
    } else {
        onCurrent(); // the same deployment may have become an earlier one meanwhile
    }
}

void HistoryPanel::focusList()
{
    m_list->setFocus(Qt::OtherFocusReason);
}

void HistoryPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    askPlan();
}

void HistoryPanel::onCurrent()
{
    const HistoryRow* row = current();
    if (!row || (row->entry.id == m_shownId && row->live == m_shownLive))
        return;
    m_shownId = row->entry.id;
    m_shownLive = row->live;
    m_cards->setDocuments(nullptr, m_store.now());
    if (row->live || row->onlyInGit) {
        m_ticket = 0;
        m_empty->say(row->live ? tr("This is what was deployed last")
                               : tr("This commit is in Git and not deployed yet"),
                     row->live ? tr("Choose an earlier deployment to see what a rollback to it "
                                    "would change.")
                               : tr("The diff tab shows what a sync would change."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentIndex(0);
    m_title->setText(
        tr("Roll back to %1 · %2").arg(row->entry.id).arg(format::line(row->entry.summary)));
    m_rollback->setEnabled(true);
    askPlan();
}

void HistoryPanel::askPlan()
{
    const HistoryRow* row = current();
    if (!isVisible() || !row || row->live || row->onlyInGit)
        return;
    m_text->setText(tr("Working out what would change…"));
    m_text->setColor(&Tokens::secondary);
    m_ticket = m_commands.nextTicket();
    PlanRequest request;
    request.application = m_name;
    request.rollbackTo = row->entry.id;
    emit m_commands.planAsked(request, m_ticket);
}

void HistoryPanel::onPlan(quint64 ticket, const sync::SyncPlanPtr& plan)
{
    if (ticket != m_ticket || ticket == 0)
        return;
    const int creates = countOf(*plan, diff::Change::Create);
    const int updates = countOf(*plan, diff::Change::Update);
    const int prunes = countOf(*plan, diff::Change::Prune);
    QStringList words {differencewords::action(creates, updates, prunes)};
    for (const Sentence& sentence : consequencesOf(*plan))
        words << sentence.text;
    m_text->setText(plan->problems.isEmpty() ? words.mid(0, 5).join(u". "_s)
                                             : format::line(plan->problems.first()));
    m_worker.request(planDifferences(*plan));
}

void HistoryPanel::onPlanFailed(quint64 ticket, const Error& error)
{
    if (ticket != m_ticket || ticket == 0)
        return;
    const Notice notice = errorwords::plan(error, m_name);
    m_text->setText(notice.text % u'\n' % format::line(notice.details));
    m_text->setTone(Tone::Bad);
    m_note->hide();
    m_rollback->setEnabled(false);
}

} // namespace cauce
