#pragma once

#include "core/sandbox/control/loop.h"

#include <QSet>

namespace cauce::sandbox::control {

//! \brief Deletes what its owners have left: in the background, before the owner (foreground), or
//! not at all (orphan), by metadata.ownerReferences and finalizers as a real cluster does.
class GarbageCollector : public Controller
{
public:
    explicit GarbageCollector(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    struct Item
    {
        ResourceName resource;
        QString nameSpace;
        QString name;
    };
    void look(const ResourceName& resource, const StoredObject& object);
    void collect(const Item& item, const Json& object);
    void endOwner(const Item& item, const Json& object);
    void orphanDependents(const Item& item, const Json& object);
    void removeFinalizer(Json object, const QString& finalizer);

    Loop& m_loop;
    QSet<QString> m_alive; // uids of all objects
    QSet<QString> m_foreground; // uids of owners that wait for their dependents
    QHash<QString, Item> m_waiting; // those owners
    bool m_hasSeenAll = false;

public:
    //! After the first look at all there is: an owner that was not among it is gone.
    void hasSeenAll();
};

} // namespace cauce::sandbox::control
