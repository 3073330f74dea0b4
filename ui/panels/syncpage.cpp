#include "ui/panels/syncpage.h"

#include "models/errorwords.h"
#include "models/format.h"
#include "ui/panels/diffcard.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/label.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

QString syncUserName()
{
    const QString user = qEnvironmentVariable("USER");
    return user.isEmpty() ? u"cauce"_s : user;
}

int pruneCandidates(const AppState& state)
{
    return int(
        std::count_if(state.resources.cbegin(), state.resources.cend(),
                      [](const ResourceState& r) { return r.change == diff::Change::Prune; }));
}

Glyph glyphOfSentence(Tone tone)
{
    return tone == Tone::Bad    ? Glyph::DiscCross
        : tone == Tone::Warning ? Glyph::TurningRing
        : tone == Tone::Neutral ? Glyph::None
                                : Glyph::DiscTick;
}

} // namespace

void SyncPage::begin(const QString& application, int rollbackTo)
{
    m_name = application;
    m_rollbackTo = rollbackTo;
    m_plan = nullptr;
    m_prune->setChecked(false);
    m_typed->clear();
    m_allowed.clear();
    const QString name = format::line(application);
    m_title->setText(rollbackTo < 0 ? tr("Sync %1").arg(name) : tr("Roll back %1").arg(name));
    askPlan();
}

void SyncPage::askPlan()
{
    m_ticket = m_commands.nextTicket();
    setStep(Step::Preparing);
    PlanRequest request;
    request.application = m_name;
    request.prune = m_prune->isChecked();
    request.rollbackTo = m_rollbackTo;
    if (request.prune)
        request.confirmedDeletions = m_allowed;
    emit m_commands.planAsked(request, m_ticket);
}

void SyncPage::setStep(Step step)
{
    m_step = step;
    if (step == Step::Preparing) {
        m_waiting->showWaiting(tr("Making the plan…"),
                               tr("Git and the cluster are read; nothing is changed."));
        m_stack->setCurrentWidget(m_waiting);
    } else if (step == Step::Failed) {
        m_stack->setCurrentWidget(m_waiting);
    } else {
        m_stack->setCurrentIndex(step == Step::Plan ? 0 : 1);
    }
    m_options->setVisible(step == Step::Plan || (step == Step::Preparing && m_plan));
    m_protected->setVisible(m_options->isVisibleTo(this) && m_protectedRows->count() > 0);
    m_happens->setText(step == Step::Operation ? tr("What happened") : tr("What will happen"));
    m_happens->setVisible(step == Step::Plan);
    if (step == Step::Preparing || step == Step::Failed) {
        m_revision->setText({});
        m_summary->setText({});
    }
    m_revisionCaption->setVisible(step == Step::Plan || step == Step::Operation);
    if (step == Step::Preparing || step == Step::Failed) {
        m_guard->hide();
        showSentences({});
    }
    updateButtons();
}

void SyncPage::onPlan(quint64 ticket, const sync::SyncPlanPtr& plan)
{
    if (ticket != m_ticket || m_step != Step::Preparing)
        return;
    m_plan = plan;
    showProtected();
    m_model.setPlan(plan);
    m_worker.request(planDifferences(*plan));
    setStep(Step::Plan);
    showPlan();
    updateButtons();
    m_list->setFocus(Qt::OtherFocusReason);
}

void SyncPage::onPlanFailed(quint64 ticket, const Error& error)
{
    if (ticket != m_ticket || m_step != Step::Preparing)
        return;
    const Notice notice = errorwords::plan(error, m_name);
    m_plan = nullptr;
    m_waiting->say(notice.title, notice.text % u"\n\n"_s % notice.details, tr("Try again"));
    setStep(Step::Failed);
}

void SyncPage::onRefused(const QString& application, const Error& error)
{
    if (application != m_name || m_step != Step::Operation)
        return;
    const Notice notice = errorwords::refusal(error, m_name);
    m_waiting->say(notice.title, notice.text % u"\n\n"_s % notice.details, tr("Make a new plan"));
    setStep(Step::Failed);
}

void SyncPage::showPlan()
{
    const AppStatePtr state = m_store.application(m_name);
    const int all = int(m_plan->steps.size());
    const int writes = all - countOf(*m_plan, diff::Change::None);
    m_planText->setText(
        tr("bound to commit %1 and to what the cluster is now").arg(m_plan->commit.left(7)));
    m_planCount->setText(tr("%1 of %n object(s)", "", all).arg(writes));
    m_revision->setText(format::revision(
        m_rollbackTo < 0 && state ? state->spec.source.targetRevision : QString(), m_plan->commit));
    m_summary->setText(format::line(m_plan->summary));
    QList<Sentence> sentences;
    for (const QString& problem : m_plan->problems)
        sentences.append({format::line(problem), Tone::Bad});
    for (const QString& object : m_plan->leftOut)
        sentences.append({format::line(object), Tone::Warning});
    sentences << consequencesOf(*m_plan);
    if (sentences.isEmpty())
        sentences.append({tr("Nothing changes: the cluster is as the plan wants it"), Tone::Ok});
    const int hooks = !state ? 0
                             : int(std::count_if(state->resources.cbegin(), state->resources.cend(),
                                                 [](const ResourceState& r) { return r.hook; }));
    if (hooks > 0)
        sentences.append({tr("%n hook(s) will not run: Cauce does not run hooks yet", "", hooks),
                          Tone::Warning});
    if (m_plan->rollback && state && state->spec.syncPolicy.automated)
        sentences.append({tr("Automation of this application is paused, so that it does not undo "
                             "the rollback"),
                          Tone::Warning});
    showSentences(sentences);
    const int candidates = state ? pruneCandidates(*state) : 0;
    const int prunes = std::max(candidates, countOf(*m_plan, diff::Change::Prune));
    m_prune->setEnabled(prunes > 0 || m_rollbackTo >= 0);
    m_pruneText->setText(
        m_rollbackTo >= 0 && prunes == 0 ? tr("delete what that revision does not have")
            : prunes == 0                ? tr("nothing to delete")
            : m_prune->isChecked()       ? tr("%n object(s) will be deleted", "", prunes)
                                         : tr("%n object(s) would be deleted", "", prunes));
    const PlanGuard guard = guardOf(*m_plan);
    m_guard->setVisible(guard.typedName);
    m_guardText->setText(guard.reasons.join(u". "_s) % u". "_s
                         % tr("Type the application's name to confirm."));
    m_typed->clear();
}

// What destroys more than itself is not part of a prune: each is allowed by itself.
void SyncPage::showProtected()
{
    while (QLayoutItem* item = m_protectedRows->takeAt(0)) {
        item->widget()->deleteLater(); // it may be what was clicked
        delete item;
    }
    for (const ProtectedDeletion& deletion : protectedDeletionsOf(*m_plan)) {
        auto* allow = new ToggleSwitch(deletion.text);
        allow->setObjectName(u"allowDeletion"_s);
        allow->setChecked(deletion.isAllowed);
        connect(allow, &QAbstractButton::clicked, this, [this, key = deletion.key](bool yes) {
            m_allowed.removeAll(key);
            if (yes)
                m_allowed.append(key);
            askPlan();
        });
        m_protectedRows->addWidget(allow);
    }
}

void SyncPage::showSentences(const QList<Sentence>& sentences)
{
    if (m_shownSentences == sentences)
        return;
    m_shownSentences = sentences;
    while (QLayoutItem* item = m_sentences->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const Sentence& sentence : sentences) {
        auto* line = new QWidget;
        auto* layout = new QHBoxLayout(line);
        setSpacing(*layout, 0, 3, 0, 3, 8);
        auto* symbol = new SymbolLabel(14);
        symbol->setMark(glyphOfSentence(sentence.tone), sentence.tone);
        auto* words = new Label(sentence.text);
        words->setWordWrap(true);
        layout->addWidget(symbol, 0, Qt::AlignTop);
        layout->addWidget(words, 1);
        m_sentences->addWidget(line);
    }
}

bool SyncPage::hasMoved() const
{
    const AppStatePtr state = m_store.application(m_name);
    return m_plan && !m_plan->rollback && state && !state->revision.commit.isEmpty()
        && state->revision.commit != m_plan->commit;
}

void SyncPage::updateButtons()
{
    const bool running = m_step == Step::Operation;
    const AppStatePtr state = m_store.application(m_name);
    const bool busy = state && state->operation && !state->operation->isFinished();
    m_moved->setVisible(m_step == Step::Plan && hasMoved());
    m_run->setVisible(!running && m_step != Step::Failed);
    m_run->setEnabled(false);
    m_cancel->setText(!running ? tr("Cancel") : busy ? tr("Stop the sync") : tr("Close"));
    if (m_step != Step::Plan || !m_plan)
        return;
    const int creates = countOf(*m_plan, diff::Change::Create);
    const int updates = countOf(*m_plan, diff::Change::Update);
    const int prunes = countOf(*m_plan, diff::Change::Prune);
    const bool stale = state && state->stale;
    const PlanGuard guard = guardOf(*m_plan);
    const bool typed = !guard.typedName || m_typed->text() == m_name;
    m_run->setText(hasMoved() ? tr("Make a new plan")
                              : differencewords::action(creates, updates, prunes));
    const bool dangerous = prunes > 0 && !hasMoved();
    m_run->setProperty("danger", dangerous);
    m_run->setProperty("primary", !dangerous);
    m_run->style()->unpolish(m_run);
    m_run->style()->polish(m_run);
    m_run->setEnabled(
        hasMoved()
        || (m_plan->isRunnable() && creates + updates + prunes > 0 && typed && !busy && !stale));
    m_run->setToolTip(stale ? tr("Git or the cluster cannot be reached now") : QString());
}

void SyncPage::run()
{
    if (hasMoved()) {
        askPlan();
        return;
    }
    if (!m_pressed || m_pressed != m_plan)
        return;
    const AppStatePtr state = m_store.application(m_name);
    m_awaited = state && state->operation ? state->operation->id : QString();
    m_operations.setOperation(nullptr);
    m_operationTitle->setText(tr("The sync begins…"));
    m_operationText->setText({});
    showSentences({});
    setStep(Step::Operation);
    SyncRequest request;
    request.plan = std::exchange(m_pressed, nullptr);
    request.initiatedBy = syncUserName();
    emit m_commands.syncAsked(request);
}

void SyncPage::confirm()
{
    // A deletion is never confirmed by a key alone.
    if (m_run->isEnabled() && !m_run->property("danger").toBool())
        m_run->click();
}

void SyncPage::showOperation(const QString& application)
{
    m_name = application;
    m_plan = nullptr;
    m_awaited.clear();
    m_guard->hide();
    const AppStatePtr state = m_store.application(application);
    const bool busy = state && state->operation && !state->operation->isFinished();
    m_title->setText(busy ? tr("Syncing %1").arg(format::line(application))
                          : tr("Last sync of %1").arg(format::line(application)));
    setStep(Step::Operation);
    updateOperation();
}

void SyncPage::refresh()
{
    if (m_step == Step::Operation)
        updateOperation();
    else
        updateButtons();
}

void SyncPage::updateOperation()
{
    const AppStatePtr state = m_store.application(m_name);
    const sync::OperationStatePtr operation = state ? state->operation : nullptr;
    updateButtons();
    if (!operation || operation->id == m_awaited)
        return;
    m_operations.setOperation(operation);
    const OperationProgress p = progressOf(*operation);
    m_revision->setText(format::revision({}, operation->commit));
    m_summary->setText(format::line(operation->summary));
    m_operationTitle->setText(markOf(operation->phase).word);
    m_operationText->setText(tr("%1 of %n object(s)", "", p.all).arg(p.done));
    QList<Sentence> sentences;
    if (operation->isFinished() && !operation->message.isEmpty())
        sentences.append({format::line(operation->message), markOf(operation->phase).tone});
    if (p.failed > 0)
        sentences.append({tr("%n object(s) failed", "", p.failed), Tone::Bad});
    if (p.unknown > 0)
        sentences.append(
            {tr("%n object(s) without an answer: they may or may not have changed", "", p.unknown),
             Tone::Warning});
    if (p.skipped > 0)
        sentences.append({tr("%n object(s) were not begun", "", p.skipped), Tone::Warning});
    if (operation->isFinished() && p.failed + p.unknown + p.skipped > 0)
        sentences.append({tr("What was written stays. Repair what the rows name, then make a new "
                             "plan: it begins with what is left"),
                          Tone::Neutral});
    if (operation->isFinished())
        sentences.append({tr("Took %1").arg(format::duration(
                              operation->startedAt.msecsTo(operation->finishedAt))),
                          Tone::Neutral});
    m_happens->setVisible(!sentences.isEmpty());
    showSentences(sentences);
}

void SyncPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool narrow = width() < px(1200);
    m_panel->setFixedWidth(px(narrow ? 320 : 400));
    m_buttons->setDirection(narrow ? QBoxLayout::BottomToTop : QBoxLayout::LeftToRight);
}

} // namespace cauce
