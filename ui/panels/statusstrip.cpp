#include "ui/panels/statusstrip.h"

#include "models/format.h"
#include "models/operationmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

QString joined(const QStringList& parts, const QString& separator)
{
    QStringList filled = parts;
    filled.removeAll(QString());
    return filled.join(separator);
}

//! "2 of 2 pods ready" from the pods of the tree; empty when there are none.
QString podWords(const AppState& state)
{
    int all = 0;
    int ready = 0;
    for (const tree::TreeNode& node : state.tree) {
        if (node.key.kind != "Pod"_L1 || !node.key.group.isEmpty())
            continue;
        ++all;
        ready += node.health && node.health->status == health::HealthStatus::Healthy;
    }
    return all == 0 ? QString() : StatusStrip::tr("%1 of %n pod(s) ready", "", all).arg(ready);
}

QString inParentheses(const QString& commit)
{
    return commit.isEmpty() ? QString() : u'(' % commit.left(7) % u')';
}

QString policyWords(const SyncPolicy& policy)
{
    if (!policy.automated)
        return StatusStrip::tr("policy: manual sync");
    QStringList words;
    if (policy.prune)
        words << StatusStrip::tr("prune", "policy");
    if (policy.selfHeal)
        words << StatusStrip::tr("self-heal", "policy");
    return words.isEmpty() ? StatusStrip::tr("policy: automated")
                           : StatusStrip::tr("policy: %1").arg(words.join(u", "_s));
}

} // namespace

StatusStrip::StatusStrip(QWidget* parent)
    : Surface(Edge::Bottom, parent)
{
    setFixedHeight(px(82));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 1);
    layout->setSpacing(0);
    m_health = makeCell(tr("Health"), 210, 0);
    m_sync = makeCell(tr("Sync"), 0, 5);
    m_last = makeCell(tr("Last sync"), 0, 5);
    m_automation = makeCell(tr("Automation"), 230, 0);
    m_details = makeButton(tr("Details"), ButtonKind::Flat);
    m_resume = makeButton(tr("Resume"));
    m_switch = new ToggleSwitch(tr("Off"));
    m_switch->setAccessibleName(tr("Automation"));
    m_details->setAccessibleName(tr("Details of the last sync"));
    m_last.line->addWidget(m_details);
    m_automation.line->insertWidget(0, m_switch);
    m_automation.line->addWidget(m_resume);
    for (QPushButton* button : {m_details, m_resume})
        button->setFixedHeight(px(22));
    m_resume->setStyleSheet(u"QPushButton { min-height: 0; }"_s);
    m_details->setStyleSheet(u"QPushButton { min-height: 0; }"_s);
    // The switch shows what is; the question that follows may change it.
    connect(m_switch, &QAbstractButton::clicked, this, [this](bool on) {
        m_switch->setChecked(!on);
        emit automationPressed();
    });
    connect(m_resume, &QPushButton::clicked, this, &StatusStrip::resumePressed);
    connect(m_details, &QPushButton::clicked, this, &StatusStrip::operationPressed);
}

StatusStrip::Cell StatusStrip::makeCell(const QString& caption, int width, int stretch)
{
    Cell cell;
    auto* row = static_cast<QHBoxLayout*>(layout());
    if (row->count() > 0) {
        auto* line = new Surface(Surface::Edge::Left);
        line->setFixedWidth(1);
        row->addWidget(line);
    }
    cell.box = new QWidget;
    if (width > 0)
        cell.box->setFixedWidth(px(width));
    else
        cell.box->setMinimumWidth(px(120));
    cell.symbol = new SymbolLabel(15);
    cell.value = new Label({}, Label::Type::Title);
    cell.beside = new Label({}, Label::Type::Body, &Tokens::secondary);
    cell.below = new Label({}, Label::Type::Body, &Tokens::secondary);
    cell.beside->setElided();
    cell.below->setElided();
    cell.commit = new Label({}, Label::Type::Code, &Tokens::secondary);
    auto* values = new QWidget;
    values->setFixedHeight(px(24));
    cell.line = new QHBoxLayout(values);
    cell.line->setContentsMargins(0, 0, 0, 0);
    cell.line->setSpacing(px(5));
    cell.line->addWidget(cell.symbol);
    cell.line->addWidget(cell.value);
    cell.line->addSpacing(px(4));
    cell.line->addWidget(cell.beside);
    cell.line->addWidget(cell.commit);
    cell.line->addStretch(1);
    cell.below->setFixedHeight(px(20));
    auto* box = new QVBoxLayout(cell.box);
    setSpacing(*box, 20, 10, 12, 7, 1);
    box->addWidget(new Label(caption, Label::Type::Caption, &Tokens::secondary));
    box->addWidget(values);
    box->addWidget(cell.below);
    row->addWidget(cell.box, stretch);
    return cell;
}

void StatusStrip::setState(const AppState& state, bool automation, const QDateTime& now)
{
    setHealth(state, now);
    setSync(state, now);
    setLastSync(state, now);
    setAutomation(state, automation);
}

void StatusStrip::setHealth(const AppState& state, const QDateTime& now)
{
    const StatusMark mark = markOf(state.health.status);
    m_health.symbol->setMark(mark.glyph, state.stale ? Tone::Unknown : mark.tone);
    m_health.value->setText(mark.word);
    m_health.value->setTone(state.stale ? Tone::Unknown : mark.tone);
    QString words = format::line(state.health.message);
    if (words.isEmpty())
        words = podWords(state);
    if (state.stale)
        words = tr("as of %1").arg(format::ago(state.evaluatedAt, now));
    m_health.below->setText(words);
    m_health.below->setPlainToolTip(state.stale ? state.staleReason : state.health.message);
}

void StatusStrip::setSync(const AppState& state, const QDateTime& now)
{
    const StatusMark mark = markOf(state.sync);
    m_sync.symbol->setMark(mark.glyph, state.stale ? Tone::Unknown : mark.tone);
    m_sync.value->setText(mark.word);
    m_sync.value->setTone(state.stale ? Tone::Unknown : mark.tone);
    const QString target
        = state.spec.source.targetRevision.isEmpty() ? u"HEAD"_s : state.spec.source.targetRevision;
    const QString branch
        = state.revision.commit.startsWith(target) ? QString() : format::line(target);
    m_sync.beside->setText(state.sync == diff::SyncStatus::Synced ? tr("to %1").arg(branch)
                                                                  : tr("from %1").arg(branch));
    m_sync.commit->setText(inParentheses(state.revision.commit));
    const QString who = joined({format::line(state.revision.author),
                                state.revision.committedAt.isValid()
                                    ? format::ago(state.revision.committedAt, now)
                                    : QString()},
                               u", "_s);
    m_sync.below->setText(joined({format::line(state.revision.summary), who}, u" — "_s));
    m_sync.below->setPlainToolTip(state.revision.summary % u'\n'
                                  % format::exact(state.revision.committedAt) % u'\n'
                                  % state.revision.commit);
}

void StatusStrip::setLastSync(const AppState& state, const QDateTime& now)
{
    const sync::OperationStatePtr& operation = state.operation;
    m_details->setVisible(operation != nullptr);
    if (!operation) {
        const bool synced = !state.history.isEmpty();
        m_last.symbol->setMark(synced ? Glyph::DiscTick : Glyph::OpenRing,
                               synced ? Tone::Ok : Tone::Unknown);
        m_last.value->setText(synced ? markOf(sync::OperationPhase::Succeeded).word : tr("Never"));
        m_last.value->setTone(synced ? Tone::Ok : Tone::Unknown);
        m_last.beside->setText({});
        m_last.commit->setText({});
        m_last.below->setText(synced ? format::agoLong(state.history.last().deployedAt, now)
                                     : tr("no sync by Cauce is recorded on this workstation"));
        m_last.below->setPlainToolTip(synced ? format::exact(state.history.last().deployedAt)
                                             : QString());
        return;
    }
    const StatusMark mark = markOf(operation->phase);
    m_last.symbol->setMark(mark.glyph, mark.tone);
    m_last.value->setText(mark.word);
    m_last.value->setTone(mark.tone);
    m_last.beside->setText(operation->rollback
                               ? tr("rolled back to")
                               : tr("to %1").arg(format::line(state.spec.source.targetRevision)));
    m_last.commit->setText(inParentheses(operation->commit));
    QString when;
    if (operation->isFinished()) {
        when = format::agoLong(operation->finishedAt, now);
    } else {
        const OperationProgress progress = progressOf(*operation);
        when = tr("%1 of %n object(s)", "", progress.all).arg(progress.done);
    }
    const QString by = operation->automated ? tr("by automation")
        : operation->initiatedBy.isEmpty()  ? QString()
                                            : tr("by %1").arg(format::line(operation->initiatedBy));
    const bool failed
        = operation->isFinished() && operation->phase != sync::OperationPhase::Succeeded;
    const QString about = format::line(failed ? operation->message : operation->summary);
    m_last.below->setText(joined({joined({when, by}, u" "_s), about}, u" — "_s));
    m_last.below->setPlainToolTip(
        format::exact(operation->isFinished() ? operation->finishedAt : operation->startedAt)
        % u'\n' % operation->message);
}

void StatusStrip::setAutomation(const AppState& state, bool automation)
{

    m_automation.symbol->setMark(state.automationPaused ? Glyph::Pause : Glyph::None,
                                 Tone::Suspended);
    m_automation.symbol->setVisible(state.automationPaused);
    m_automation.value->setVisible(state.automationPaused);
    m_automation.value->setText(tr("Paused"));
    m_switch->setVisible(!state.automationPaused);
    m_switch->setChecked(automation);
    m_switch->setText(automation ? tr("On") : tr("Off"));
    m_switch->setToolTip(tr("Turn automatic sync for this workspace on or off"));
    m_automation.value->setTone(Tone::Suspended);
    m_automation.beside->setText({});
    m_automation.below->setText(policyWords(state.spec.syncPolicy));
    m_automation.below->setPlainToolTip(
        state.automationReason.isEmpty() && !automation
            ? tr("Automation is off for this workspace on this workstation.")
            : state.automationReason);
    m_resume->setVisible(state.automationPaused);
    shareRoom();
}

void StatusStrip::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    shareRoom();
}

// Where room is short the status words stay whole and what stands beside them goes.
void StatusStrip::shareRoom()
{
    const bool narrow = width() < px(1100);
    const bool tight = width() < px(880);
    m_health.box->setFixedWidth(px(narrow ? 180 : 210));
    m_automation.box->setFixedWidth(px(m_resume->isVisibleTo(this) ? 264 : narrow ? 180 : 230));
    for (const Cell* cell : {&m_sync, &m_last}) {
        cell->beside->setVisible(!narrow);
        cell->commit->setVisible(!tight && !cell->commit->text().isEmpty());
    }
}

} // namespace cauce
