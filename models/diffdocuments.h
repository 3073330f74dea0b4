#pragma once

#include "core/diff/linediff.h"
#include "core/engine/appstate.h"
#include "core/sync/syncplan.h"

#include <QHash>
#include <QObject>

namespace cauce {

//! \brief One compared object with its two texts and their difference, ready to paint. Immutable.
struct DiffDocument
{
    diff::ObjectDiff object;
    diff::ObjectText text;
    diff::LineDiff lines;
    //! For each hunk the change that it shows best: who set the live value, file:line. Null entries
    //! where none fits.
    QList<std::optional<diff::FieldChange>> origins;
};
using DiffDocumentPtr = std::shared_ptr<const DiffDocument>;

//! \brief The texts of a whole comparison by object. Immutable; safe in any thread.
struct DiffDocuments
{
    QList<DiffDocumentPtr> documents; //!< in the order of the comparison; only what differs
    QHash<object::ResourceKey, qsizetype> places; //!< where each object's document stands

    DiffDocumentPtr find(const object::ResourceKey& key) const;
};
using DiffDocumentsPtr = std::shared_ptr<const DiffDocuments>;

//! One object's text and difference. Pure; any thread; compute pool for large ones.
DiffDocumentPtr diffDocument(const diff::ObjectDiff& object);
//! The documents of all objects that differ.
DiffDocumentsPtr diffDocuments(const QList<diff::ObjectDiff>& objects);
//! What a plan would change, against the live objects that it was made from and, where the server's
//! dry run was asked, as that answered. Pure; any thread.
QList<diff::ObjectDiff> planDifferences(const sync::SyncPlan& plan);

//! \brief Works documents out in the compute pool; only the newest request answers.
class DiffWorker : public QObject
{
    Q_OBJECT

public:
    explicit DiffWorker(QObject* parent = nullptr);

    //! Answers with ready(), later, in this thread. An earlier request that still runs is dropped.
    void request(const QList<diff::ObjectDiff>& objects);

signals:
    void ready(const cauce::DiffDocumentsPtr& documents);

private:
    quint64 m_newest = 0;
};

} // namespace cauce
