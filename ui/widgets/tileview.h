#pragma once

#include <QListView>

namespace cauce {

//! \brief Tiles in as many columns as fit; they fill the width.
class TileView : public QListView
{
    Q_OBJECT

public:
    explicit TileView(QWidget* parent = nullptr);
    int columns() const;

protected:
    void resizeEvent(QResizeEvent* event) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

private:
    void layOut();
};

} // namespace cauce
