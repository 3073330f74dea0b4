#pragma once

#include "models/facets.h"
#include "ui/widgets/controls.h"

class QListView;

namespace cauce {

//! The facets at the left of the Applications page: a click, Space or Enter turns one on or off.
class FacetsPanel : public Surface
{
    Q_OBJECT

public:
    //! \param facets not owned
    explicit FacetsPanel(Facets& facets, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void toggle(const QModelIndex& index);

    Facets& m_facets;
    QListView* m_view;
    QPersistentModelIndex m_pressed; // what a click began on: rows may move under the pointer
};

} // namespace cauce
