#pragma once

#include "core/base/clock.h"
#include "core/sync/syncplan.h"
#include "models/differencewords.h"
#include "models/rowmodel.h"

namespace cauce {

//! One line of a plan: the caption of a wave, a step, or the closing line.
struct PlanRow
{
    enum class Kind { Caption, Step, Note };

    Kind kind = Kind::Step;
    QString id; //!< unique
    QString label; //!< caption or note, translated
    object::ResourceKey object;
    StatusMark mark; //!< "Create", "Update", "Delete"
    QString detail; //!< what differs, why it is pruned, or why it cannot work
    bool refused = false; //!< the detail is a refusal

    const QString& key() const { return id; }
    friend bool operator==(const PlanRow&, const PlanRow&) = default;
};

//! What a person must do before a plan may run.
struct PlanGuard
{
    bool typedName = false; //!< the application's name must be typed
    QStringList reasons; //!< why, translated: "12 of 20 objects are deleted"

    friend bool operator==(const PlanGuard&, const PlanGuard&) = default;
};

//! \brief Deletions that need a typed confirmation: more than max(5, 30 %) of the objects, or a
//! Namespace, CustomResourceDefinition, PersistentVolume or PersistentVolumeClaim (rules P3, P7).
PlanGuard guardOf(const sync::SyncPlan& plan);

//! A deletion that a prune leaves out until a person allows this very one.
struct ProtectedDeletion
{
    object::ResourceKey key;
    QString text; //!< "Delete Namespace shop with all that it holds", translated
    bool isAllowed = false; //!< it was allowed: it is among the steps

    friend bool operator==(const ProtectedDeletion&, const ProtectedDeletion&) = default;
};

//! What of \p plan a person may allow or has allowed, in the order of the keys. Pure.
QList<ProtectedDeletion> protectedDeletionsOf(const sync::SyncPlan& plan);

//! \brief Sentences of what a plan does beyond its steps ("Pods of cart restart"). Pure.
QList<Sentence> consequencesOf(const sync::SyncPlan& plan);

//! How many steps of \p plan make \p change.
int countOf(const sync::SyncPlan& plan, diff::Change change);

//! \brief The steps of a plan by wave. GUI thread.
class PlanModel : public RowModel<PlanRow>
{
    Q_OBJECT

public:
    enum Role { RowRole = Qt::UserRole };

    explicit PlanModel(Clock clock = {}, QObject* parent = nullptr);

    void setPlan(const sync::SyncPlanPtr& plan); //!< null empties it
    const sync::SyncPlanPtr& plan() const { return m_plan; }

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    PlanRow stepRow(const sync::PlanStep& step) const;

    Clock m_clock;
    sync::SyncPlanPtr m_plan;
};

} // namespace cauce

Q_DECLARE_METATYPE(cauce::PlanRow)
