// How the sync page is put together; what it does is in syncpage.cpp.
#include "ui/delegates/listdelegates.h"
#include "ui/panels/diffcard.h"
#include "ui/panels/syncpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/label.h"

#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

//! A list as high as its rows, within a page that scrolls.
class WholeListView : public QListView
{
public:
    QSize sizeHint() const override
    {
        const int most = px(560);
        int height = 2;
        for (int i = 0; model() && i < model()->rowCount() && height < most; ++i)
            height += sizeHintForRow(i);
        return {px(300), std::min(height, most)};
    }
    QSize minimumSizeHint() const override { return {px(200), sizeHint().height()}; }
    void follow()
    {
        for (const auto signal :
             {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
            connect(model(), signal, this, [this] { updateGeometry(); });
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
        setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    }
};

QWidget* scrollAround(QWidget* inside)
{
    auto* scroll = new QScrollArea;
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // what is in it has the focus
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    return scroll;
}

} // namespace

SyncPage::SyncPage(Store& store, Commands& commands, QWidget* parent)
    : QWidget(parent)
    , m_store(store)
    , m_commands(commands)
    , m_model(store.clock())
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makePlanSide(), 1);
    layout->addWidget(makePanel());
    connect(&store, &Store::planReady, this, &SyncPage::onPlan);
    connect(&store, &Store::planFailed, this, &SyncPage::onPlanFailed);
    connect(&store, &Store::operationRefused, this, &SyncPage::onRefused);
    connect(m_waiting, &EmptyState::pressed, this, &SyncPage::askPlan);
    connect(&m_worker, &DiffWorker::ready, this, [this](const DiffDocumentsPtr& documents) {
        m_cards->setDocuments(documents, m_store.now());
    });
}

QWidget* SyncPage::makePlanSide()
{
    auto* list = new WholeListView;
    list->setModel(&m_model);
    list->setItemDelegate(new PlanDelegate(list));
    list->setAccessibleName(tr("Plan"));
    copyRowsOf(*list);
    list->follow();
    m_list = list;
    m_planText = new Label({}, Label::Type::Body, &Tokens::secondary);
    m_planText->setElided();
    m_planCount = new Label({}, Label::Type::Body, &Tokens::secondary);
    auto* head = new QHBoxLayout;
    setSpacing(*head, 16, 12, 16, 12, 8);
    head->addWidget(new Label(tr("Plan"), Label::Type::Strong));
    head->addWidget(m_planText, 1);
    head->addWidget(m_planCount);
    auto* card = new Surface;
    card->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    auto* cardBox = new QVBoxLayout(card);
    cardBox->setContentsMargins(1, 1, 1, 4);
    cardBox->setSpacing(0);
    cardBox->addLayout(head);
    cardBox->addWidget(m_list);
    m_cards = new DiffCards(tr("live → desired"));
    auto* inside = new QWidget;
    auto* box = new QVBoxLayout(inside);
    setSpacing(*box, 20, 16, 20, 16, 12);
    box->addWidget(card);
    box->addWidget(m_cards, 1);

    QWidget* operationPage = makeOperationSide();
    m_waiting = new EmptyState;
    m_stack = new QStackedWidget;
    m_stack->addWidget(scrollAround(inside));
    m_stack->addWidget(operationPage);
    m_stack->addWidget(m_waiting);
    return m_stack;
}

QWidget* SyncPage::makeOperationSide()
{
    auto* operations = new QListView;
    operations->setModel(&m_operations);
    operations->setItemDelegate(new OperationDelegate(operations));
    operations->setUniformItemSizes(true);
    operations->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    operations->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    operations->setAccessibleName(tr("Objects of the sync"));
    copyRowsOf(*operations);
    m_operationList = operations;
    m_operationTitle = new Label({}, Label::Type::Strong);
    m_operationText = new Label({}, Label::Type::Body, &Tokens::secondary);
    auto* operationHead = new QHBoxLayout;
    setSpacing(*operationHead, 16, 12, 16, 12, 8);
    operationHead->addWidget(m_operationTitle, 1);
    operationHead->addWidget(m_operationText);
    auto* operationCard = new Surface;
    auto* operationBox = new QVBoxLayout(operationCard);
    operationBox->setContentsMargins(1, 1, 1, 4);
    operationBox->setSpacing(0);
    operationBox->addLayout(operationHead);
    operationBox->addWidget(operations, 1);
    auto* operationPage = new QWidget;
    auto* operationPageBox = new QVBoxLayout(operationPage);
    setSpacing(*operationPageBox, 20, 16, 20, 16, 0);
    operationPageBox->addWidget(operationCard);
    return operationPage;
}

QWidget* SyncPage::makePanel()
{
    m_title = new Label({}, Label::Type::Heading);
    m_title->setElided();
    m_revision = new Label({}, Label::Type::Code);
    m_summary = new Label({}, Label::Type::Body, &Tokens::secondary);
    m_summary->setElided();
    m_sentences = new QVBoxLayout;
    m_sentences->setSpacing(0);
    m_prune = new ToggleSwitch(tr("Prune"));
    m_pruneText = new Label({}, Label::Type::Body, &Tokens::secondary);
    m_pruneText->setElided();
    m_options = new QWidget;
    auto* options = new QVBoxLayout(m_options);
    setSpacing(*options, 0, 8, 0, 0, 8);
    options->addWidget(new Label(tr("Options"), Label::Type::Caption, &Tokens::secondary));
    auto* prune = new QHBoxLayout;
    prune->addWidget(m_prune);
    prune->addWidget(m_pruneText, 1);
    options->addLayout(prune);
    m_protected = new QWidget;
    auto* protectedBox = new QVBoxLayout(m_protected);
    setSpacing(*protectedBox, 0, 8, 0, 0, 8);
    auto* protectedText = new Label(tr("The prune leaves these out. Turn on what is to be deleted, "
                                       "too:"),
                                    Label::Type::Body, &Tokens::secondary);
    protectedText->setWordWrap(true);
    protectedBox->addWidget(protectedText);
    m_protectedRows = new QVBoxLayout;
    m_protectedRows->setSpacing(px(8));
    protectedBox->addLayout(m_protectedRows);
    m_protected->hide();
    m_guardText = new Label;
    m_guardText->setWordWrap(true);
    m_guardText->setTone(Tone::Bad);
    m_typed = new QLineEdit;
    m_typed->setAccessibleName(tr("Name of the application"));
    m_guard = new QWidget;
    auto* guard = new QVBoxLayout(m_guard);
    setSpacing(*guard, 0, 0, 0, 0, 8);
    guard->addWidget(m_guardText);
    guard->addWidget(m_typed);
    m_guard->hide();
    m_moved = new Label(tr("The branch has moved since this plan was made."));
    m_moved->setTone(Tone::Warning);
    m_moved->setWordWrap(true);
    m_cancel = makeButton(tr("Cancel"));
    m_run = makeButton({}, ButtonKind::Primary);
    m_run->setObjectName(u"run"_s);
    m_buttons = new QBoxLayout(QBoxLayout::LeftToRight);
    m_buttons->setSpacing(px(8));
    m_buttons->addWidget(m_cancel, 36);
    m_buttons->addWidget(m_run, 64);

    auto* above = new QWidget;
    auto* box = new QVBoxLayout(above);
    setSpacing(*box, 20, 16, 20, 8, 6);
    box->addWidget(m_title);
    box->addSpacing(px(4));
    m_revisionCaption = new Label(tr("Revision"), Label::Type::Caption, &Tokens::secondary);
    box->addWidget(m_revisionCaption);
    box->addWidget(m_revision);
    box->addWidget(m_summary);
    box->addSpacing(px(10));
    m_happens = new Label({}, Label::Type::Caption, &Tokens::secondary);
    box->addWidget(m_happens);
    box->addLayout(m_sentences);
    box->addWidget(m_options);
    box->addWidget(m_protected);
    box->addStretch(1);
    // Where the window is low the panel scrolls; what decides stays in sight.
    auto* below = new QVBoxLayout;
    setSpacing(*below, 20, 8, 20, 16, 8);
    below->addWidget(m_guard);
    below->addWidget(m_moved);
    below->addLayout(m_buttons);
    auto* panel = new Surface(Surface::Edge::Left);
    auto* panelBox = new QVBoxLayout(panel);
    panelBox->setContentsMargins(1, 0, 0, 0);
    panelBox->setSpacing(0);
    panelBox->addWidget(scrollAround(above), 1);
    panelBox->addLayout(below);
    m_panel = panel;
    connectPanel();
    return panel;
}

void SyncPage::connectPanel()
{
    connect(m_prune, &QAbstractButton::clicked, this, [this] {
        m_allowed.clear();
        askPlan();
    });
    connect(m_typed, &QLineEdit::textChanged, this, &SyncPage::updateButtons);
    connect(m_run, &QPushButton::pressed, this, [this] { m_pressed = m_plan; });
    connect(m_run, &QPushButton::clicked, this, &SyncPage::run);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        const AppStatePtr state = m_store.application(m_name);
        const bool busy = state && state->operation && !state->operation->isFinished();
        if (m_step == Step::Operation && busy)
            emit m_commands.cancelAsked(m_name);
        else
            emit left();
    });
}

} // namespace cauce
